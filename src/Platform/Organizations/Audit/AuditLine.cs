using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>
/// An event as a line of an export: one JSON object with exactly these members in this order, all that its hash is made of and the hash. Ids,
/// the time and <paramref name="Data"/> are texts, so that whoever verifies hashes what is written and needn't know how it is formed.
/// </summary>
/// <param name="Project">The project's id; empty, and <c>null</c> in the line, for what concerns the whole organization.</param>
/// <param name="Actor">The id of who did it; empty when it was the server itself.</param>
/// <param name="At">UTC, to the microsecond.</param>
/// <param name="Data">What the event says besides, a JSON object as text.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
internal sealed record AuditLine(long Number, string Organization, string Kind, string Subject, string Project, string Actor, string ActorName, string At, string Data, string Hash)
{
    /// <summary>How every line begins; a checkpoint begins otherwise.</summary>
    public static ReadOnlySpan<byte> Start => "{\"number\":"u8;

    public static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static AuditLine Of(EventRow row) => new(
        row.Number!.Value, row.OrganizationId.ToString(), row.Kind, row.Subject, row.ProjectId?.ToString() ?? "", row.ActorId?.ToString() ?? "", row.ActorName,
        EventHash.Time(row.At), row.Data, Convert.ToHexStringLower(row.Hash!));

    /// <summary>Reads a line; null when it lacks something. Whether it is written as an export writes it is known by writing it again.</summary>
    public static AuditLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Members>(line, JsonSerializerOptions.Web) is { Organization: { } organization, Kind: { } kind, Subject: { } subject, ActorName: { } name, At: { } at, Data: { } data, Hash: { } hash } read
                ? new(read.Number, organization, kind, subject, read.Project ?? "", read.Actor ?? "", name, at, data, hash)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The hash that the event has after the one before it.</summary>
    public byte[] HashAfter(ReadOnlySpan<byte> previous) =>
        EventHash.Of(previous, [Organization, Number.ToString(CultureInfo.InvariantCulture), Kind, Subject, Project, Actor, ActorName, At, Data]);

    /// <summary>Writes the line, without its end.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("number", Number);
        json.WriteString("organization", Organization);
        json.WriteString("kind", Kind);
        json.WriteString("subject", Subject);
        WriteId("project", Project);
        WriteId("actor", Actor);
        json.WriteString("actorName", ActorName);
        json.WriteString("at", At);
        json.WriteString("data", Data);
        json.WriteString("hash", Hash);
        json.WriteEndObject();
        json.Flush();

        void WriteId(string name, string id)
        {
            if (id.Length > 0)
            {
                json.WriteString(name, id);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }

    private sealed record Members(long Number, string? Organization, string? Kind, string? Subject, string? Project, string? Actor, string? ActorName, string? At, string? Data, string? Hash);
}
