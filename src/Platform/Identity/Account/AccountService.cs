using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;

namespace Slipway.Identity.Account;

/// <summary>Everything that is kept on a person, ready to be written.</summary>
/// <param name="FileName">What the file is called.</param>
/// <param name="WriteAsync">Writes it as JSON while it is read, so that its size doesn't matter.</param>
public sealed record AccountExport(string FileName, Func<Stream, CancellationToken, Task> WriteAsync);

/// <summary>What will happen when the account is deleted.</summary>
/// <param name="Fate">What becomes of everything, as sentences.</param>
/// <param name="Hold">Why it can't be deleted yet; null when it can.</param>
public sealed record AccountFarewell(IReadOnlyList<string> Fate, string? Hold);

/// <summary>Deletes the caller's account.</summary>
/// <param name="Password">Not needed within ten minutes of signing in.</param>
public sealed record DeleteAccount([MaxLength(200)] string? Password);

/// <summary>An account as a whole: taken out, or given up.</summary>
public sealed class AccountService
{
    private const int Buffered = 32 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly Access _access;
    private readonly AccessMemory _memory;
    private readonly Self _self;
    private readonly Post _post;
    private readonly IEnumerable<IPersonalData> _kept;
    private readonly TimeProvider _time;

    internal AccountService(
        IDbContextFactory<SaasDb> dbs, UserManager<User> users, SignInManager<User> signIn, Access access, AccessMemory memory, Self self, Post post, IEnumerable<IPersonalData> kept, TimeProvider time) =>
        (_dbs, _users, _signIn, _access, _memory, _self, _post, _kept, _time) = (dbs, users, signIn, access, memory, self, post, kept, time);

    /// <summary>All that is kept on the caller, in every organization.</summary>
    public async Task<Result<AccountExport>> ExportAsync(CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = _access.Principal.UserId;
        _self.Note(user, AccountEventKind.Exported);
        await _self.Db.SaveChangesAsync(ct);
        return new AccountExport($"slipway-account-{_time.GetUtcNow():yyyy-MM-dd}.json", (stream, ct) => WriteAsync(user, stream, ct));
    }

    /// <summary>What deleting the account would do.</summary>
    public async Task<Result<AccountFarewell>> PreviewDeletionAsync(CancellationToken ct)
    {
        if (await _access.RequireInPersonAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = _access.Principal.UserId;
        await using var db = await _dbs.CreateDbContextAsync(ct);
        List<string> fate = [];
        foreach (var kept in _kept)
        {
            fate.AddRange(await kept.FateAsync(db, user, ct));
        }

        return new AccountFarewell(fate, (await HoldAsync(db, user, ct))?.Message);
    }

    /// <summary>Deletes the account and signs out everywhere. Refused while an organization with other people in it would be left without an owner.</summary>
    public async Task<Result<Done>> DeleteAsync(DeleteAccount request, CancellationToken ct)
    {
        var self = await _self.PresentAsync(request.Password, ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        var (user, db) = (self.Value, _self.Db);
        var (email, letter) = (user.Email!, Letters.AccountDeleted(user));
        var outcome = await db.TransactAsync<Done>(
            async () =>
            {
                foreach (var kept in _kept)
                {
                    await kept.LockAsync(db, user.Key, ct);
                }

                if (await HoldAsync(db, user.Key, ct) is { } hold)
                {
                    return hold;
                }

                foreach (var kept in _kept)
                {
                    await kept.ForgetAsync(db, user.Key, ct);
                }

                _post.Write(db, email, letter);
                var deleted = await _users.DeleteAsync(user);
                return deleted.Succeeded ? default(Done) : Self.Refused(deleted);
            },
            ct);
        if (outcome.Refusal is null)
        {
            _memory.Forget();
            _post.Hurry();
            await _signIn.SignOutAsync();
        }

        return outcome;
    }

    private async Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        foreach (var kept in _kept)
        {
            if (await kept.HoldAsync(db, user, ct) is { } hold)
            {
                return hold;
            }
        }

        return null;
    }

    private async Task WriteAsync(Id<User> user, Stream stream, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        // Through a buffer, because the writer's own way to a stream blocks.
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (var section in _kept.SelectMany(kept => kept.Sections(db, user)))
        {
            json.WriteStartArray(section.Name);
            await foreach (var row in section.Rows.WithCancellation(ct))
            {
                JsonSerializer.Serialize(json, row, row.GetType(), Json);
                if (buffer.WrittenCount > Buffered)
                {
                    await PassOnAsync();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        await PassOnAsync();

        async Task PassOnAsync()
        {
            await stream.WriteAsync(buffer.WrittenMemory, ct);
            buffer.ResetWrittenCount();
        }
    }
}
