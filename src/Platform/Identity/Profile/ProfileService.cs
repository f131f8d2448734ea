using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;

namespace Slipway.Identity.Profile;

/// <summary>An account as its owner sees it.</summary>
/// <param name="TimeZone">The IANA name of the zone in which times are shown; null for the browser's own.</param>
/// <param name="Theme">Null when pages follow the system's.</param>
/// <param name="Avatar">The address of the picture; null while there is none.</param>
/// <param name="CreatedAt">When the account was made.</param>
public sealed record ProfileDetails(Id<User> Id, string Name, string Email, bool EmailConfirmed, string? TimeZone, Theme? Theme, string? Avatar, DateTime CreatedAt);

/// <summary>What others see of a person, and in which zone the person sees times.</summary>
/// <param name="Name">The name that others see.</param>
/// <param name="TimeZone">An IANA name such as <c>Europe/Lisbon</c>; null for the browser's own zone.</param>
public sealed record UpdateProfile([Required, MaxLength(User.NameLimit)] string Name, [MaxLength(User.TimeZoneLimit)] string? TimeZone = null);

/// <summary>The colours of all pages, in every browser: <c>light</c>, <c>dark</c> or <c>system</c>.</summary>
public sealed record ChooseTheme([Required, RegularExpression("^(system|light|dark)$", ErrorMessage = "A theme is 'light', 'dark' or 'system'.")] string Theme);

/// <summary>How pages look to a person before anything else is known of them.</summary>
public sealed record Appearance(Theme? Theme, string? TimeZone);

/// <summary>A picture as it is sent to browsers.</summary>
public sealed record AvatarImage(string ContentType, byte[] Bytes);

/// <summary>What a person says of themselves.</summary>
public sealed class ProfileService
{
    /// <summary>The most bytes of a picture.</summary>
    public const int AvatarBytes = 1024 * 1024;

    /// <summary>The most pixels on a picture's longer side.</summary>
    public const int AvatarPixels = 4_096;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly AccessMemory _memory;
    private readonly Access _access;
    private readonly Self _self;

    internal ProfileService(IDbContextFactory<SaasDb> dbs, UserManager<User> users, SignInManager<User> signIn, AccessMemory memory, Access access, Self self) =>
        (_dbs, _users, _signIn, _memory, _access, _self) = (dbs, users, signIn, memory, access, self);

    /// <summary>Whom the caller, or the token that is used, acts for.</summary>
    public async Task<Result<ProfileDetails>> GetAsync(CancellationToken ct)
    {
        if (await _access.RequireSomebodyAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var id = _access.Principal.UserId.Value;
        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, ct) is { } user ? Details(user) : Self.Gone;
    }

    /// <summary>How pages look to the caller.</summary>
    public async Task<Result<Appearance>> AppearanceAsync(CancellationToken ct)
    {
        if (await _access.RequireSomebodyAsync(ct) is { } refusal)
        {
            return refusal;
        }

        return await _memory.RememberAsync(
            new Looks(_access.Principal.UserId),
            static async (db, looks, ct) => await db.Users.Where(user => user.Id == looks.User.Value).Select(user => new Appearance(user.Theme, user.TimeZone)).SingleOrDefaultAsync(ct) ?? new(null, null),
            ct);
    }

    /// <summary>Changes name and time zone.</summary>
    public async Task<Result<ProfileDetails>> UpdateAsync(UpdateProfile request, CancellationToken ct)
    {
        var zone = request.TimeZone is { Length: > 0 } ? request.TimeZone : null;
        if (zone is not null && !TimeZones.Contains(zone))
        {
            return await _access.RequireSelfAsync(ct) ?? new Invalid($"There is no time zone '{zone}'. Use a name such as Europe/Lisbon.");
        }

        return string.IsNullOrWhiteSpace(request.Name)
            ? await _access.RequireSelfAsync(ct) ?? new Invalid("Write a name that others know you by.")
            : await ChangeAsync(user => user.Describe(request.Name, zone), ct);
    }

    /// <summary>Chooses the colours.</summary>
    public async Task<Result<ProfileDetails>> ChooseThemeAsync(ChooseTheme request, CancellationToken ct) =>
        await ChangeAsync(user => user.Paint(request.Theme switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => null }), ct);

    /// <summary>Takes a picture: PNG, JPEG, WebP or GIF, whatever it is called.</summary>
    public async Task<Result<ProfileDetails>> SetAvatarAsync(Stream picture, CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var bytes = new byte[AvatarBytes + 1];
        var length = await picture.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > AvatarBytes)
        {
            return new TooLarge("A picture may have one megabyte. Make it smaller: it is shown at 96 pixels at most.");
        }

        if (Picture.Recognize(bytes.AsSpan(0, length)) is not { } known)
        {
            return new Invalid("This is no picture that can be shown. Use a PNG, JPEG, WebP or GIF file.");
        }

        if (known is not { Width: > 0 and <= AvatarPixels, Height: > 0 and <= AvatarPixels })
        {
            return new Invalid($"This picture has {known.Width} × {known.Height} pixels; {AvatarPixels} on each side are the most.");
        }

        var (user, image) = (_access.Principal.UserId, bytes[..length]);
        if (await _self.Db.Avatars.SingleOrDefaultAsync(avatar => avatar.UserId == user, ct) is not { } row)
        {
            row = _self.Db.Avatars.Add(Avatar.Of(user)).Entity;
        }

        row.Show(known.ContentType, image);
        return await ChangeAsync(changed => changed.Portray(Convert.ToHexStringLower(SHA256.HashData(image))[..16]), ct);
    }

    /// <summary>Goes back to the initials.</summary>
    public async Task<Result<ProfileDetails>> RemoveAvatarAsync(CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = _access.Principal.UserId;
        var avatars = await _self.Db.Avatars.Where(avatar => avatar.UserId == user).ToListAsync(ct);
        if (avatars.Count == 0)
        {
            return await GetAsync(ct);
        }

        _self.Db.Avatars.RemoveRange(avatars);
        return await ChangeAsync(changed => changed.Portray(null), ct);
    }

    /// <summary>The picture of the caller, or of somebody in one of the caller's organizations.</summary>
    public async Task<Result<AvatarImage>> AvatarAsync(Id<User> person, CancellationToken ct)
    {
        if (await _access.RequireSomebodyAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var (caller, only) = (_access.Principal.UserId, _access.Principal.Token?.OrganizationId);
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var isKnown = person == caller || await db.Memberships.AnyAsync(
            mine => mine.UserId == caller && (only == null || mine.OrganizationId == only) && db.Memberships.Any(theirs => theirs.OrganizationId == mine.OrganizationId && theirs.UserId == person), ct);
        return isKnown && await db.Avatars.Where(avatar => avatar.UserId == person).Select(avatar => new AvatarImage(avatar.ContentType, avatar.Bytes)).SingleOrDefaultAsync(ct) is { } image
            ? image
            : new NotFound("There is no such picture.");
    }

    /// <summary>The zones that can be chosen, by their IANA names.</summary>
    public static IReadOnlyList<string> TimeZones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : "")
            .Where(name => name.Contains('/', StringComparison.Ordinal) && !name.StartsWith("Etc/", StringComparison.Ordinal)).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private async Task<Result<ProfileDetails>> ChangeAsync(Action<User> change, CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var self = await _self.UserAsync();
        if (self.Refusal is { } gone)
        {
            return gone;
        }

        var user = self.Value;
        var name = user.DisplayName;
        change(user);
        var outcome = await _users.UpdateAsync(user);
        if (!outcome.Succeeded)
        {
            return Self.Refused(outcome);
        }

        if (user.DisplayName != name && _access.Principal.SessionId is not null)
        {
            // The name stands in the cookie.
            await _signIn.RefreshSignInAsync(user);
        }

        return Details(user);
    }

    private static ProfileDetails Details(User user) => new(
        user.Key, user.DisplayName, user.Email!, user.EmailConfirmed, user.TimeZone, user.Theme, AvatarAddress(user.Key, user.AvatarVersion), user.CreatedAt);

    /// <summary>Where a person's picture is; null while there is none.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="version">Which one, by the account's row.</param>
    internal static string? AvatarAddress(Id<User> user, string? version) => version is null ? null : $"/avatars/{user}?v={version}";

    private sealed record Looks(Id<User> User);
}
