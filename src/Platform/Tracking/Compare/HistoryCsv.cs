using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>Writes points as they are read: a line each, with the run's id and name, the step, Unix milliseconds and the value with all its digits.</summary>
internal sealed class HistoryCsv(HttpResponse response, string metric)
{
    public const string ContentType = "text/csv; charset=utf-8";

    // Three numbers and their commas, the longest of which has 24 characters.
    private const int LongestNumbers = 96;

    private bool _hasBegun;

    public async ValueTask WriteAsync(RunInfo run, ReadOnlyMemory<Point> points, CancellationToken ct)
    {
        Begin();
        Write(response.BodyWriter, Encoding.UTF8.GetBytes($"{run.RunId},{RunCsv.Cell(run.Name)},"), points.Span);
        await response.BodyWriter.FlushAsync(ct);
    }

    public async Task EndAsync(CancellationToken ct)
    {
        Begin();
        await response.BodyWriter.FlushAsync(ct);
    }

    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        response.ContentType = ContentType;
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName($"{metric.Replace('/', '-')}.csv");
        response.Headers.ContentDisposition = name.ToString();
        response.BodyWriter.Write("run_id,run_name,step,timestamp,value\n"u8);
    }

    private static void Write(PipeWriter writer, ReadOnlySpan<byte> beginning, ReadOnlySpan<Point> points)
    {
        foreach (ref readonly var point in points)
        {
            var line = writer.GetSpan(beginning.Length + LongestNumbers);
            beginning.CopyTo(line);
            var at = beginning.Length;
            Utf8Formatter.TryFormat(point.Step, line[at..], out var written);
            line[at += written] = (byte)',';
            Utf8Formatter.TryFormat(point.Time, line[++at..], out written);
            line[at += written] = (byte)',';
            point.Value.TryFormat(line[++at..], out written, "R", CultureInfo.InvariantCulture);
            line[at += written] = (byte)'\n';
            writer.Advance(at + 1);
        }
    }
}
