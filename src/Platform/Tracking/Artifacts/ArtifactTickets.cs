using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>That a person began an upload in a project.</summary>
internal sealed record UploadTicket(Id<Project> Project, Id<User> User, Id<PartUploads> Upload);

/// <summary>That a person may read some bytes of a project's.</summary>
internal sealed record DownloadTicket(Id<Project> Project, Id<User> User, ContentDigest Digest, string Path);

/// <summary>
/// Writes what somebody may do into an address, unreadable and unforgeable: clients send no credentials when they put parts or fetch ranges.
/// A ticket names its person, whose membership is asked for again whenever it is used.
/// </summary>
internal sealed class ArtifactTickets(IDataProtectionProvider protection)
{
    public static readonly TimeSpan UploadLifetime = TimeSpan.FromDays(1);
    public static readonly TimeSpan DownloadLifetime = TimeSpan.FromHours(1);

    private const int Ids = 16;

    private readonly ITimeLimitedDataProtector _uploads = protection.CreateProtector("Slipway.Artifacts.Uploads").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _downloads = protection.CreateProtector("Slipway.Artifacts.Downloads").ToTimeLimitedDataProtector();

    public string Issue(UploadTicket ticket) =>
        Base64Url.EncodeToString(_uploads.Protect([.. Bytes(ticket.Project.Value), .. Bytes(ticket.User.Value), .. Bytes(ticket.Upload.Value)], UploadLifetime));

    public string Issue(DownloadTicket ticket) => Base64Url.EncodeToString(
        _downloads.Protect([.. Bytes(ticket.Project.Value), .. Bytes(ticket.User.Value), .. ticket.Digest.ToBytes(), .. Encoding.UTF8.GetBytes(ticket.Path)], DownloadLifetime));

    /// <summary>What an upload's ticket says; null when it is none or has expired.</summary>
    public UploadTicket? ReadUpload(string ticket) =>
        Read(_uploads, ticket) is { Length: 3 * Ids } said ? new(new(IdAt(said, 0)), new(IdAt(said, 1)), new(IdAt(said, 2))) : null;

    /// <summary>What a download's ticket says; null when it is none or has expired.</summary>
    public DownloadTicket? ReadDownload(string ticket) => Read(_downloads, ticket) is { Length: > (2 * Ids) + ContentDigest.Size } said
        ? new(new(IdAt(said, 0)), new(IdAt(said, 1)), new ContentDigest(said.AsSpan(2 * Ids, ContentDigest.Size)), Encoding.UTF8.GetString(said.AsSpan((2 * Ids) + ContentDigest.Size)))
        : null;

    private static byte[]? Read(ITimeLimitedDataProtector protector, string ticket)
    {
        try
        {
            return protector.Unprotect(Base64Url.DecodeFromChars(ticket));
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray();

    private static Guid IdAt(byte[] said, int index) => new(said.AsSpan(index * Ids, Ids));
}
