using Slipway.Foundation.Data;

namespace Slipway.Tracking.Metrics;

/// <summary>A stored series from its beginning, or from behind one of its points, to its end, a page at a time. What was rewritten meanwhile is read again.</summary>
internal sealed class SeriesPages(SaasDb db, SeriesPlace place, PointOrder order, Point? after = null) : IDisposable
{
    /// <summary>Points of a page that costs little memory and few queries.</summary>
    public const int Length = 16 * 1_024;

    private const int Attempts = 20;

    private Point? _after = after;
    private SeriesReading? _reading;
    private SeriesMerge? _merge;

    /// <summary>Fills <paramref name="page"/> with the next points; fewer than it holds only at the end.</summary>
    public async Task<int> ReadAsync(Memory<Point> page, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            _reading ??= await SeriesReading.OpenAsync(db, place, order, _after is { } last ? order.Position(last) : long.MinValue, long.MaxValue, ct);
            _merge ??= new(order, _reading.Chunks, _reading.LoadAsync, _reading.Journal, _after);
            try
            {
                var read = await _merge.ReadAsync(page, ct);
                if (await _reading.IsCurrentAsync(ct))
                {
                    _after = read > 0 ? page.Span[read - 1] : _after;
                    return read;
                }
            }
            catch (StaleReadingException)
            {
                // The page is read again.
            }

            Dispose();
        }

        throw new InvalidOperationException("A series was rewritten every time it was read.");
    }

    public void Dispose()
    {
        _merge?.Dispose();
        (_reading, _merge) = (null, null);
    }
}
