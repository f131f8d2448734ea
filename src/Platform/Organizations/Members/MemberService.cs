using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Members;

/// <summary>The people of an organization.</summary>
public sealed class MemberService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access)
{
    /// <summary>The most people that a look-up answers.</summary>
    public const int FindLimit = 50;

    /// <summary>People whose name or e-mail address holds the text, by name; for pickers and mentions.</summary>
    /// <param name="text">Null or empty for everybody.</param>
    /// <param name="take">At most so many, 1 to <see cref="FindLimit"/>.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<IReadOnlyList<PersonSummary>>> FindAsync(string? text, int? take, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.PeopleRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (sought, limit) = (text?.Trim() ?? "", Math.Clamp(take ?? 20, 1, FindLimit));
        var people = db.PeopleOf(tenant.Id).OrderBy(person => person.Name).ThenBy(person => person.Email);
        if (sought.Length == 0)
        {
            return (await people.Take(limit).ToListAsync(ct)).ConvertAll(person => person.Summary());
        }

        // The databases agree on upper and lower case for ASCII alone, so names are compared here.
        List<PersonSummary> found = [];
        await foreach (var person in people.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (person.Name.Contains(sought, StringComparison.InvariantCultureIgnoreCase) || person.Email.Contains(sought, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(person.Summary());
            }

            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }
}
