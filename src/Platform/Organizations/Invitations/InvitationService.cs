using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Identity.Mailing;

namespace Slipway.Organizations.Invitations;

/// <summary>Invitations by e-mail, for whoever manages an organization's people.</summary>
public sealed class InvitationService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, Post post, TimeProvider time)
{
    /// <summary>The most addresses in one request.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The most projects that come with an invitation.</summary>
    public const int MostProjects = 50;

    /// <summary>The most invitations that an organization sends within a day: the mails go to strangers.</summary>
    public const int MostADay = 500;

    private static readonly NotFound NoSuchInvitation = new("There is no such invitation, or it was answered or revoked already.");

    /// <summary>Those that wait for an answer, expired ones included, newest first.</summary>
    public async Task<Result<IReadOnlyList<InvitationDetails>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var waiting = await Open(db).Include(invitation => invitation.Projects).OrderByDescending(invitation => invitation.CreatedAt).ThenBy(invitation => invitation.Email).ToListAsync(ct);
        var slugs = await SlugsAsync(db, waiting, ct);
        return waiting.ConvertAll(invitation => Details(invitation, slugs));
    }

    /// <summary>Invites everybody in the request, each by a mail of their own, or refuses each address that can't be invited and invites nobody.</summary>
    /// <returns>The invitations, or <see cref="AddressesRefused"/>.</returns>
    public async Task<Result<IReadOnlyList<InvitationDetails>>> InviteAsync(Invite request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        var emails = request.Emails.Select(email => email.Trim()).Where(email => email.Length > 0).DistinctBy(email => email.ToUpperInvariant()).ToList();
        if (Unusable(request, emails) is { } unusable)
        {
            return unusable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<IReadOnlyList<InvitationDetails>>(async () =>
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            var projects = await ProjectsAsync(db, request.Projects ?? [], ct);
            if (projects.Refusal is { } unknown)
            {
                return unknown;
            }

            var since = Now.AddDays(-1);
            if (await db.Invitations.CountAsync(invitation => invitation.SentAt > since, ct) + emails.Count > MostADay)
            {
                return new TooManyRequests($"An organization sends {MostADay} invitations a day, and these would be more. Send the rest tomorrow.", TimeSpan.FromHours(1));
            }

            if (await RefusedAsync(db, emails, ct) is { Count: > 0 } refused)
            {
                return new AddressesRefused(refused);
            }

            var name = await db.Organizations.Where(organization => organization.Id == tenant.Id).Select(organization => organization.Name).SingleAsync(ct);
            var written = emails.ConvertAll(email =>
            {
                var (invitation, code) = Invitation.Write(tenant.Id, email, request.Role, projects.Value.Select(each => (each.Id, each.Role)), access.Principal.Name, request.Days, Now);
                db.Invitations.Add(invitation);
                Write(db, invitation, code, name, projects.Value.Select(each => each.Name));
                Record(db, new InvitationSent(email, request.Role, [.. projects.Value.Select(each => each.Slug)]));
                return invitation;
            });
            await db.SaveChangesAsync(ct);
            var slugs = projects.Value.ToDictionary(each => each.Id, each => each.Slug);
            return written.ConvertAll(invitation => Details(invitation, slugs));
        }, ct);
        if (outcome.Refusal is null)
        {
            post.Hurry();
        }

        return outcome;
    }

    /// <summary>Mails a new link, good for as many days again; the former one stops working.</summary>
    public Task<Result<Done>> SendAgainAsync(Id<Invitation> id, CancellationToken ct) =>
        ChangeAsync(id, async (db, invitation) =>
        {
            if (await post.IsEnoughAsync(db, invitation.Email, InvitationLetters.Kind, ct))
            {
                return new TooManyRequests("Three mails went there within a quarter of an hour already. Ask the person to look among the unwanted ones, or try again later.", TimeSpan.FromMinutes(15));
            }

            var ids = invitation.Projects.ConvertAll(each => each.ProjectId);
            var projects = await db.Projects.Where(project => ids.Contains(project.Id)).OrderBy(project => project.Name).Select(project => project.Name).ToListAsync(ct);
            var name = await db.Organizations.Where(organization => organization.Id == tenant.Id).Select(organization => organization.Name).SingleAsync(ct);
            Write(db, invitation, invitation.Send(Now), name, projects);
            Record(db, new InvitationSentAgain(invitation.Email));
            return null;
        }, ct);

    /// <summary>Takes an invitation back: its link says so from now on.</summary>
    public Task<Result<Done>> RevokeAsync(Id<Invitation> id, CancellationToken ct) =>
        ChangeAsync(id, (db, invitation) =>
        {
            invitation.Revoke(Now);
            Record(db, new InvitationRevoked(invitation.Email));
            return Task.FromResult<Refusal?>(null);
        }, ct);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static IQueryable<Invitation> Open(SaasDb db) => db.Invitations.Where(invitation => invitation.AcceptedAt == null && invitation.RevokedAt == null);

    private async Task<Result<Done>> ChangeAsync(Id<Invitation> id, Func<SaasDb, Invitation, Task<Refusal?>> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            if (await Open(db).Include(invitation => invitation.Projects).SingleOrDefaultAsync(invitation => invitation.Id == id, ct) is not { } found)
            {
                return NoSuchInvitation;
            }

            if (await change(db, found) is { } refused)
            {
                return refused;
            }

            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        if (outcome.Refusal is null)
        {
            post.Hurry();
        }

        return outcome;
    }

    private static Invalid? Unusable(Invite request, List<string> emails) =>
        emails.Count == 0 ? new Invalid("Name at least one e-mail address.")
        : request.Role is OrganizationRole.Owner ? new Invalid("Nobody becomes an owner by an invitation. Invite them as an admin, and make them an owner when they are here.")
        : request.Role is OrganizationRole.Guest && request.Projects is not { Count: > 0 } ? new Invalid("A guest sees only the projects that they are given: choose at least one.")
        : null;

    private async Task<Result<List<(Id<Project> Id, string Slug, string Name, ProjectRole Role)>>> ProjectsAsync(SaasDb db, IReadOnlyList<InvitedTo> asked, CancellationToken ct)
    {
        var slugs = asked.Select(each => each.Project).ToHashSet(StringComparer.Ordinal);
        var sight = await access.SightAsync(ct);
        var found = await db.Projects.VisibleTo(sight).Where(project => slugs.Contains(project.Slug)).OrderBy(project => project.Name).Select(project => new { project.Id, project.Slug, project.Name }).ToListAsync(ct);
        return slugs.Except(found.Select(project => project.Slug)).FirstOrDefault() is { } missing
            ? new Invalid($"There is no project '{missing}' in this organization.")
            : found.ConvertAll(project => (project.Id, project.Slug, project.Name, asked.Where(each => each.Project == project.Slug).Max(each => each.Role)));
    }

    // Each address for itself, so that whoever pasted fifty of them mends all that are wrong at once.
    private async Task<List<AddressRefusal>> RefusedAsync(SaasDb db, List<string> emails, CancellationToken ct)
    {
        var normalized = emails.ConvertAll(email => email.ToUpperInvariant());
        var members = await (
            from membership in db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly)
            where membership.OrganizationId == tenant.Id
            join user in db.Users on (Guid)(object)membership.UserId equals user.Id
            where normalized.Contains(user.NormalizedEmail!)
            select new { user.NormalizedEmail, IsSuspended = membership.SuspendedAt != null }).ToDictionaryAsync(member => member.NormalizedEmail!, member => member.IsSuspended, ct);
        var now = Now;
        var invited = await Open(db).Where(invitation => normalized.Contains(invitation.NormalizedEmail)).ToListAsync(ct);
        // An expired one makes room for a new one.
        foreach (var expired in invited.Where(invitation => invitation.ExpiresAt <= now))
        {
            expired.Revoke(now);
        }

        var waiting = invited.Where(invitation => invitation.ExpiresAt > now).Select(invitation => invitation.NormalizedEmail).ToHashSet();
        var enough = await post.EnoughAsync(db, emails, InvitationLetters.Kind, ct);
        return
        [
            .. from email in emails
            let key = email.ToUpperInvariant()
            let why = !IsAddress(email) ? $"'{Shown(email)}' is no e-mail address."
                : members.TryGetValue(key, out var isSuspended) ? isSuspended ? $"{email} is suspended here: reinstate them instead." : $"{email} is a member already."
                : waiting.Contains(key) ? $"{email} is invited already: send that invitation again instead."
                : enough.Contains(email) ? $"{email} got three invitations within a quarter of an hour: wait a little."
                : null
            where why is not null
            select new AddressRefusal(email, why),
        ];
    }

    private static string Shown(string email) => email.Length > 60 ? email[..60] + "…" : email;

    private static bool IsAddress(string email) =>
        email.Length <= Invitation.EmailLimit && MailAddress.TryCreate(email, out var address) && address.Address == email && !email.Any(char.IsWhiteSpace) && !email.Any(char.IsControl)
        && address.Host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(address.Host) is UriHostNameType.Dns;

    private void Write(SaasDb db, Invitation invitation, string code, string organization, IEnumerable<string> projects) =>
        post.Write(db, invitation.Email, InvitationLetters.Invite(invitation, organization, [.. projects], $"{post.Origin}/invitations/{code}"));

    private static async Task<Dictionary<Id<Project>, string>> SlugsAsync(SaasDb db, List<Invitation> invitations, CancellationToken ct)
    {
        var ids = invitations.SelectMany(invitation => invitation.Projects).Select(each => each.ProjectId).Distinct().ToList();
        return await db.Projects.Where(project => ids.Contains(project.Id)).Select(project => new { project.Id, project.Slug }).ToDictionaryAsync(project => project.Id, project => project.Slug, ct);
    }

    private InvitationDetails Details(Invitation invitation, Dictionary<Id<Project>, string> slugs) => new(
        invitation.Id, invitation.Email, invitation.Role, [.. invitation.Projects.Where(each => slugs.ContainsKey(each.ProjectId)).Select(each => new InvitedTo(slugs[each.ProjectId], each.Role)).OrderBy(each => each.Project, StringComparer.Ordinal)],
        invitation.Inviter, invitation.SentAt, invitation.ExpiresAt, invitation.ExpiresAt <= Now);

    private void Record(SaasDb db, PlatformEvent happened) => db.Record(happened, tenant.Id, null, access.Principal, Now);
}
