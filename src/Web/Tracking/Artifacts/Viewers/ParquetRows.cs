using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>A page of a Parquet file's rows.</summary>
/// <param name="Columns">Name and type of each column.</param>
/// <param name="From">The number of the first row, from 0.</param>
/// <param name="Total">How many rows the file has.</param>
internal sealed record ParquetPage(IReadOnlyList<(string Name, string? Type)> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long From, long Total, int Groups);

/// <summary>
/// Reads rows of a Parquet file. Its parts are compressed by column for thousands of rows, so a page costs the columns of one row group;
/// what is too large to be decoded for a look says so.
/// </summary>
internal static class ParquetRows
{
    public const int PageSize = 100;

    private const int MostColumns = 100;

    // Values decoded for one page.
    private const long MostValues = 40_000_000;

    // Columns are decoded one after another, each whole. How many rows there are is what the file says, and it may be a small one that lies.
    private const long MostRows = 5_000_000;
    private const int MostLetters = 500;

    /// <summary>Why the rows can't be shown, or the page that has the row.</summary>
    public static async Task<(ParquetPage? Page, string? Problem)> ReadAsync(Stream stream, long row, CancellationToken ct)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: ct);
            var fields = reader.Schema.GetDataFields();
            var columns = fields.Select(field => (field.Path.ToString(), (string?)TypeOf(field))).ToList();
            var counts = Enumerable.Range(0, reader.RowGroupCount).Select(group => CountOf(reader, group)).ToList();
            var total = counts.Sum();
            var (group, first) = (0, 0L);
            while (group < counts.Count - 1 && row >= first + counts[group])
            {
                first += counts[group++];
            }

            if (total == 0)
            {
                return (new(columns, [], 0, 0, counts.Count), null);
            }

            var from = (int)Math.Clamp((row - first) / PageSize * PageSize, 0, Math.Max(0, counts[group] - 1));
            var length = (int)Math.Min(PageSize, counts[group] - from);
            if (counts[group] > MostRows || counts[group] * Math.Min(fields.Length, MostColumns) > MostValues)
            {
                return (null, string.Create(CultureInfo.InvariantCulture, $"Its rows come in groups of {counts[group]:N0} with {fields.Length:N0} columns, which is too much to unpack for a look. Download the file."));
            }

            using var rows = reader.OpenRowGroupReader(group);
            List<string?[]> cells = [];
            foreach (var field in fields.Take(MostColumns))
            {
                cells.Add(await ColumnAsync(rows, field, from, length, ct));
            }

            return (new(columns, [.. Enumerable.Range(0, length).Select(index => cells.Select(column => column[index]).ToArray())], first + from, total, counts.Count), null);
        }
        catch (Exception broken) when (broken is not OperationCanceledException and not OutOfMemoryException)
        {
            // Whatever bytes somebody uploaded as Parquet, the reader's ways to fail on them are many.
            return (null, $"The file can't be read as Parquet: {broken.Message}");
        }
    }

    private static long CountOf(ParquetReader reader, int group)
    {
        using var rows = reader.OpenRowGroupReader(group);
        return rows.RowCount;
    }

    private static string TypeOf(DataField field) =>
        $"{(field.ClrType == typeof(string) ? "text" : field.ClrType == typeof(byte[]) ? "bytes" : field.ClrType.Name.ToLowerInvariant())}{(field.MaxRepetitionLevel > 0 ? " list" : "")}{(field.IsNullable ? ", nullable" : "")}";

    private static async Task<string?[]> ColumnAsync(ParquetRowGroupReader rows, DataField field, int from, int length, CancellationToken ct)
    {
        if (field.MaxRepetitionLevel > 0)
        {
            return [.. Enumerable.Repeat("[…]", length)];
        }

        if (field.ClrType == typeof(string))
        {
            var texts = new string?[rows.RowCount];
            await rows.ReadAsync(field, texts.AsMemory(), null, ct);
            return [.. texts.Skip(from).Take(length).Select(Cut)];
        }

        if (field.ClrType == typeof(byte[]))
        {
            var blobs = new byte[]?[rows.RowCount];
            await rows.ReadAsync(field, blobs.AsMemory(), null, ct);
            return [.. blobs.Skip(from).Take(length).Select(bytes => bytes is null ? null : Cut(Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, MostLetters)))))];
        }

        var read = typeof(ParquetRows).GetMethod(nameof(ValuesAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(field.ClrType);
        return await (Task<string?[]>)read.Invoke(null, [rows, field, from, length, ct])!;
    }

    private static async Task<string?[]> ValuesAsync<T>(ParquetRowGroupReader rows, DataField field, int from, int length, CancellationToken ct)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[rows.RowCount];
            await rows.ReadAsync<T>(field, some.AsMemory(), null, ct);
            return [.. some.Skip(from).Take(length).Select(value => value is { } known ? Text(known) : null)];
        }

        var values = new T[rows.RowCount];
        await rows.ReadAsync<T>(field, values.AsMemory(), null, ct);
        return [.. values.Skip(from).Take(length).Select(value => Text(value))];
    }

    private static string? Text(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Cut(value.ToString()),
    };

    private static string? Cut(string? text) => text is { Length: > MostLetters } ? text[..MostLetters] + "…" : text;
}
