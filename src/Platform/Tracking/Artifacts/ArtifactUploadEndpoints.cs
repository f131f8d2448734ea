using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Artifacts;

/// <summary>Files in parts, up and down, and the small ones that a browser sends.</summary>
internal static class ArtifactUploadEndpoints
{
    // The protocol's own limit for what comes through this call.
    private const long MostFromBrowser = 10 << 20;

    private const string Parts = "/api/2.0/mlflow-artifacts/parts";
    private const string Downloads = "/api/2.0/mlflow-artifacts/downloads";

    public static void MapArtifactUploads(this MlflowRoutes routes)
    {
        routes.V2.MapPost("/mlflow-artifacts/mpu/create/{**folder}", BeginAsync);
        routes.V2.MapPost("/mlflow-artifacts/mpu/complete/{**folder}", (ArtifactPartService uploads, KnownProject project, string? folder, MlflowRequest request, CancellationToken ct) =>
        {
            var (path, ticket) = (PathOf(folder, request), request.Text("upload_id"));
            IReadOnlyList<UploadedPart> parts = [.. request.Objects("parts").Select(part => new UploadedPart((int)Math.Clamp(part.Integer("part_number") ?? 0, 0, int.MaxValue), part.Text("etag")))];
            return request.Answer(() => uploads.CompleteAsync(project, path, ticket, parts, ct), (_, _) => { });
        });
        routes.V2.MapPost("/mlflow-artifacts/mpu/abort/{**folder}", (ArtifactPartService uploads, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var ticket = request.Text("upload_id");
            return request.Answer(() => uploads.AbortAsync(project, ticket, ct));
        });
        routes.Project.MapPut(Parts + "/{ticket}/{number:int}", WritePartAsync).AllowAnonymous();

        // Clients of different ages ask under different addresses.
        routes.V2.MapGet("/mlflow-artifacts/presigned/{**path}", ArrangeDownloadAsync);
        routes.V2.MapGet("/mlflow-artifacts/mpd/presigned/{**path}", ArrangeDownloadAsync);
        routes.Project.MapGet(Downloads + "/{ticket}", DownloadAsync).AllowAnonymous();

        routes.V2.Ajax.MapPost("/mlflow/upload-artifact", UploadAsync);
    }

    private static Task<IResult> BeginAsync(HttpContext http, ArtifactPartService uploads, KnownProject project, string? folder, MlflowRequest request, CancellationToken ct)
    {
        var path = PathOf(folder, request);
        var count = request.Integer("num_parts") ?? 1;
        return request.Answer(
            async () => count is >= 1 and <= PartUploads.MostParts
                ? await uploads.BeginAsync(project, path, ct)
                : new Invalid($"Invalid value {count} for parameter 'num_parts' supplied: it takes 1 to {PartUploads.MostParts}."),
            (json, ticket) =>
            {
                json.WriteString("upload_id"u8, ticket);
                json.WriteStartArray("credentials"u8);
                for (var number = 1; number <= count; number++)
                {
                    json.WriteStartObject();
                    json.WriteString("url"u8, $"{AddressOf(http, project)}{Parts}/{ticket}/{number}");
                    json.WriteNumber("part_number"u8, number);
                    json.WriteStartObject("headers"u8);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
    }

    private static async Task WritePartAsync(
        HttpContext http, ArtifactPartService uploads, ArtifactTickets tickets, Caller caller, KnownProject project, string ticket, int number, CancellationToken ct)
    {
        http.LiftBodyLimit();
        Become(caller, tickets.ReadUpload(ticket)?.User, project, Permission.RunsWrite);
        var part = await uploads.WriteAsync(project, ticket, number, http.Request.Body, ct);
        if (part.Refusal is null)
        {
            http.Response.Headers.ETag = part.Value.ETag;
        }

        await http.AnswerAsync(part);
    }

    private static async Task<IResult> ArrangeDownloadAsync(
        HttpContext http, ArtifactService artifacts, ArtifactTickets tickets, Access access, KnownProject project, string? path, MlflowRequest request, CancellationToken ct) =>
        await request.Answer(
            async () =>
            {
                var opened = await artifacts.OpenAsync(project, path ?? "", ct);
                if (opened.Refusal is { } refusal)
                {
                    return refusal;
                }

                await using var artifact = opened.Value;
                return (Result<ArtifactInfo>)artifact.Info;
            },
            (json, info) =>
            {
                var ticket = tickets.Issue(new DownloadTicket(project.Id, access.Principal.UserId, info.Digest, info.Path));
                json.WriteString("url"u8, $"{AddressOf(http, project)}{Downloads}/{ticket}");
                json.WriteStartObject("headers"u8);
                json.WriteEndObject();
                json.WriteNumber("file_size"u8, info.Size);
            });

    private static async Task DownloadAsync(
        HttpContext http, ArtifactService artifacts, ArtifactTickets tickets, Caller caller, KnownProject project, string ticket, CancellationToken ct)
    {
        if (tickets.ReadDownload(ticket) is not { } read || read.Project != project.Id)
        {
            await MlflowErrors.WriteAsync(http, new NotFound("This download isn't known, or it has expired. Ask for a new one."));
            return;
        }

        Become(caller, read.User, project, Permission.RunsRead);
        await ArtifactEndpoints.SendAsync(http, artifacts.OpenAsync(project, read, ct));
    }

    private static async Task UploadAsync(HttpContext http, ArtifactService artifacts, KnownProject project, string? run_uuid, string? run_id, string? path, CancellationToken ct)
    {
        var below = ArtifactPath.Read(path);
        if (below.Refusal is { } unsafePath)
        {
            await MlflowErrors.WriteAsync(http, unsafePath);
            return;
        }

        if (http.Request.ContentLength is not <= MostFromBrowser)
        {
            await MlflowErrors.WriteAsync(http, new Invalid("Send the file's length, and at most 10 MB through this call. Put larger files with PUT mlflow-artifacts/artifacts."));
            return;
        }

        var folder = await artifacts.RunFolderAsync(project, run_uuid ?? run_id ?? "", ct);
        await http.AnswerAsync(folder.Refusal is { } refusal
            ? refusal
            : await artifacts.WriteAsync(project, ArtifactPath.Join(folder.Value, below.Value), http.Request.Body, http.Request.ContentType, http.Request.ContentLength, ct));
    }

    // Who comes with a ticket and no credentials acts as the ticket's person, for nothing but what it was made for.
    private static void Become(Caller caller, Id<User>? user, KnownProject project, Permission permission)
    {
        if (caller.Principal is null && user is { } id)
        {
            caller.Become(new Principal(id, "", new TokenScope(project.OrganizationId, null, project.Id, [permission])));
        }
    }

    private static string PathOf(string? folder, MlflowRequest request)
    {
        // Clients send the whole path that the file has on their own system.
        var name = request.Text("path").Split('/', '\\')[^1];
        return ArtifactPath.Join((folder ?? "").Trim('/'), name);
    }

    private static string AddressOf(HttpContext http, KnownProject project) =>
        $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/{project.OrganizationSlug}/{project.Slug}";
}
