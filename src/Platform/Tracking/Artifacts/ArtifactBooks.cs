using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Artifacts;

/// <summary>What the files of one commit make of their organizations' stored bytes: held from the first to the last, booked once for all of them.</summary>
internal sealed class ArtifactBooks(DatabaseProvider provider, ArtifactStatements statements, DbTransaction transaction, TimeProvider time)
{
    private const string Balance = "\"Resource\" = 'StoredBytes' AND \"Period\" = 0";

    private readonly Dictionary<Id<Organization>, Book> _books = [];

    /// <summary>Keeps others from booking the organization's bytes until the commit.</summary>
    public async Task HoldAsync(Id<Organization> organization, QuotaLimits limits, CancellationToken ct)
    {
        var hold = new SqlText(provider);
        hold.Append($"UPDATE \"QuotaBalances\" SET \"Used\" = \"Used\" WHERE \"OrganizationId\" = {hold.Parameter(organization.Value)} AND {Balance}");
        await RunAsync(hold, ct);
        var read = new SqlText(provider);
        read.Append($"SELECT \"Used\" FROM \"QuotaBalances\" WHERE \"OrganizationId\" = {read.Parameter(organization.Value)} AND {Balance}");
        await using var command = read.CommandOn(statements.Connection, transaction);
        var used = Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
        _books[organization] = new(limits, used);
    }

    /// <summary>What a file would change, before its row is written.</summary>
    public async Task<Change> FindAsync(ArtifactWrite write, CancellationToken ct)
    {
        var (isCounted, replaced, size) = await statements.FindAsync(write, ct);
        return new(isCounted ? 0 : write.Info.Size, replaced, size);
    }

    /// <summary>Why a file doesn't fit; null when it does.</summary>
    public QuotaExceeded? Check(ArtifactWrite write, Change change)
    {
        var book = _books[write.Project.OrganizationId];
        return change.Added > 0 && book.Limits.Of(Resource.StoredBytes) is { } most && book.Used + change.Added > most
            ? QuotaSentences.Exceeded(book.Limits, Resource.StoredBytes, book.Used, change.Added, time.GetUtcNow().UtcDateTime)
            : null;
    }

    /// <summary>Notes that a file's row was written. What it took the place of is given back when nothing else names it.</summary>
    public async Task WrittenAsync(ArtifactWrite write, Change change, CancellationToken ct)
    {
        var book = _books[write.Project.OrganizationId];
        book.Add(change.Added, write.Info.Path);
        if (change.Replaced is { } replaced && !replaced.AsSpan().SequenceEqual(write.Info.Digest.ToBytes()) && !await statements.IsCountedAsync(write.Project.OrganizationId, replaced, ct))
        {
            book.Add(-change.ReplacedSize, write.Info.Path);
        }
    }

    /// <summary>Books what all files came to.</summary>
    public async Task BookAsync(CancellationToken ct)
    {
        foreach (var (organization, book) in _books.Where(each => each.Value.Change != 0))
        {
            var balance = new SqlText(provider);
            balance.Append($"UPDATE \"QuotaBalances\" SET \"Used\" = {balance.Parameter(book.Used)} WHERE \"OrganizationId\" = {balance.Parameter(organization.Value)} AND {Balance}");
            await RunAsync(balance, ct);
            var entry = new SqlText(provider);
            entry.Append($"INSERT INTO \"QuotaEntries\" (\"OrganizationId\", \"Resource\", \"Period\", \"Amount\", \"Used\", \"Reason\", \"At\") VALUES ({entry.Parameter(organization.Value)}, 'StoredBytes', 0, ")
                .Append($"{entry.Parameter(book.Change)}, {entry.Parameter(book.Used)}, {entry.Parameter(book.Reason)}, {entry.Parameter(time.GetUtcNow().UtcDateTime)})");
            await RunAsync(entry, ct);
        }
    }

    private async Task RunAsync(SqlText sql, CancellationToken ct)
    {
        await using var command = sql.CommandOn(statements.Connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="Added">Bytes that count from now on, when the row is written.</param>
    /// <param name="Replaced">The digest of the file whose place it takes; null when it takes none.</param>
    internal readonly record struct Change(long Added, byte[]? Replaced, long ReplacedSize);

    private sealed class Book(QuotaLimits limits, long before)
    {
        private int _files;
        private string _path = "";

        public QuotaLimits Limits => limits;
        public long Used { get; private set; } = before;
        public long Change { get; private set; }
        public string Reason => _files == 1 ? _path[..Math.Min(_path.Length, QuotaEntry.ReasonLimit)] : string.Create(CultureInfo.InvariantCulture, $"{_files:N0} changes of files");

        public void Add(long bytes, string path)
        {
            var after = Math.Max(0, Used + bytes);
            (Used, Change) = (after, Change + after - Used);
            (_files, _path) = (bytes == 0 ? _files : _files + 1, path);
        }
    }
}
