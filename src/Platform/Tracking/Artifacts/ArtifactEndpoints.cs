using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Artifacts;

/// <summary>Files one at a time, and what folders hold.</summary>
public static class ArtifactEndpoints
{
    internal static void MapArtifacts(this MlflowRoutes routes)
    {
        routes.V2.MapGet("/mlflow-artifacts/artifacts", (HttpContext http, ArtifactService artifacts, KnownProject project, string? path, CancellationToken ct) =>
            ListAsync(http, artifacts, project, path ?? "", null, "", ct));
        routes.V2.MapGet("/mlflow-artifacts/artifacts/{**path}", (HttpContext http, ArtifactService artifacts, KnownProject project, string? path, CancellationToken ct) =>
            SendAsync(http, artifacts.OpenAsync(project, path ?? "", ct)));
        routes.V2.MapPut("/mlflow-artifacts/artifacts/{**path}", async (HttpContext http, ArtifactService artifacts, KnownProject project, string? path, CancellationToken ct) =>
        {
            http.LiftBodyLimit();
            var request = http.Request;
            await http.AnswerAsync(await artifacts.WriteAsync(project, path ?? "", request.Body, request.ContentType, request.ContentLength, ct));
        });
        routes.V2.MapDelete("/mlflow-artifacts/artifacts/{**path}", async (HttpContext http, ArtifactService artifacts, KnownProject project, string? path, CancellationToken ct) =>
            await http.AnswerAsync(await artifacts.DeleteAsync(project, path ?? "", ct)));

        routes.V2.MapGet("/mlflow/artifacts/list", (HttpContext http, ArtifactService artifacts, KnownProject project, MlflowRequest request, CancellationToken ct) =>
            BelowAsync(http, request, artifacts.RunFolderAsync(project, request.Text("run_id", "run_uuid"), ct), "path", (root, path) =>
                ListAsync(http, artifacts, project, ArtifactPath.Join(root, path), root, path, ct)));
        routes.V2.MapGet("/mlflow/logged-models/{model}/artifacts/directories", (HttpContext http, ArtifactService artifacts, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
            BelowAsync(http, request, artifacts.ModelFolderAsync(project, model, ct), "artifact_directory_path", (root, path) =>
                ListAsync(http, artifacts, project, ArtifactPath.Join(root, path), root, path, ct)));

        routes.Project.MapGet("/get-artifact", (HttpContext http, ArtifactService artifacts, KnownProject project, MlflowRequest request, CancellationToken ct) =>
            BelowAsync(http, request, artifacts.RunFolderAsync(project, request.Text("run_id", "run_uuid"), ct), "path", (root, path) =>
                SendAsync(http, artifacts.OpenAsync(project, ArtifactPath.Join(root, path), ct))));
        routes.V2.MapGet("/mlflow/logged-models/{model}/artifacts/files", (HttpContext http, ArtifactService artifacts, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
            BelowAsync(http, request, artifacts.ModelFolderAsync(project, model, ct), "artifact_file_path", (root, path) =>
                SendAsync(http, artifacts.OpenAsync(project, ArtifactPath.Join(root, path), ct))));
    }

    /// <summary>Artifacts have a limit of their own, which is far above the server's for other bodies.</summary>
    internal static void LiftBodyLimit(this HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    /// <summary>An empty object, or the refusal.</summary>
    internal static Task AnswerAsync<T>(this HttpContext http, Result<T> result)
    {
        if (result.Refusal is { } refusal)
        {
            return MlflowErrors.WriteAsync(http, refusal);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = 2;
        return http.Response.Body.WriteAsync("{}"u8.ToArray(), http.RequestAborted).AsTask();
    }

    /// <summary>Answers with a file's bytes, to be saved and not shown.</summary>
    internal static async Task SendAsync(HttpContext http, Task<Result<OpenArtifact>> opening)
    {
        var opened = await opening;
        if (opened.Refusal is { } refusal)
        {
            await MlflowErrors.WriteAsync(http, refusal);
            return;
        }

        await using var artifact = opened.Value;
        await http.SendAsync(artifact.Blob, artifact.Info.Digest, new BlobPresentation(artifact.Info.ContentType, ArtifactPath.NameOf(artifact.Info.Path)));
    }

    /// <summary>Goes on with the folder of a run or model and the path below it, which is checked here: joined to the folder it could look harmless.</summary>
    private static async Task BelowAsync(HttpContext http, MlflowRequest request, Task<Result<string>> finding, string parameter, Func<string, string, Task> goOn)
    {
        var folder = await finding;
        var path = ArtifactPath.Read(request.OptionalText(parameter));
        if ((request.Refusal ?? folder.Refusal ?? path.Refusal) is { } refusal)
        {
            await MlflowErrors.WriteAsync(http, refusal);
            return;
        }

        await goOn(folder.Value, path.Value);
    }

    // Clients take one answer for everything there is, so however much it is goes into it, a page at a time.
    private static async Task ListAsync(HttpContext http, ArtifactService artifacts, KnownProject project, string folder, string? root, string prefix, CancellationToken ct)
    {
        var page = await artifacts.ListAsync(project, folder, null, ArtifactService.MostEntries, ct);
        if (page.Refusal is { } refusal)
        {
            await MlflowErrors.WriteAsync(http, refusal);
            return;
        }

        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, MlflowJson.Writing);
        json.WriteStartObject();
        if (root is not null)
        {
            json.WriteString("root_uri"u8, $"mlflow-artifacts:/{root}");
        }

        if (page.Value.Entries.Count > 0)
        {
            json.WriteStartArray("files"u8);
            for (var shown = page.Value; ;)
            {
                foreach (var entry in shown.Entries)
                {
                    Write(json, entry, prefix);
                }

                if (shown.Next is not { } next)
                {
                    break;
                }

                await json.FlushAsync(ct);
                var following = await artifacts.ListAsync(project, folder, next, ArtifactService.MostEntries, ct);
                if (following.Refusal is not null)
                {
                    // Half a list must not look like a whole one.
                    http.Abort();
                    return;
                }

                shown = following.Value;
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private static void Write(Utf8JsonWriter json, ArtifactEntry entry, string prefix)
    {
        json.WriteStartObject();
        json.WriteString("path"u8, ArtifactPath.Join(prefix, entry.Name));
        json.WriteBoolean("is_dir"u8, entry.IsFolder);
        if (entry.Size is { } size)
        {
            json.WriteNumber("file_size"u8, size);
        }

        json.WriteEndObject();
    }
}
