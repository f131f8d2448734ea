namespace Slipway.Safety;

/// <summary>What is sent to the model registry's endpoints.</summary>
internal static partial class Requests
{
    private const string Models = "/api/v1/organizations/{organization}/projects/{project}/models";

    private const string Reviews = "/api/v1/organizations/{organization}/projects/{project}/reviews";

    private static readonly Dictionary<string, Func<Things, object?>> OfRegistry = new()
    {
        [$"POST {Reviews}"] = things => new { model = things.Registered, version = 1, target = new { kind = "stage", name = "Production" }, reason = "walked" },
        [$"GET {Reviews}/marks"] = things => new { model = things.Registered },
        ["POST /api/v1/organizations/{organization}/projects/{project}/review-policy/preview"] = _ => new { targets = new[] { new { target = new { kind = "stage", name = "Production" } } } },
        [$"POST {Reviews}/{{review:int}}/requests"] = _ => new { reason = "walked" },
        [$"PUT {Reviews}/{{review:int}}/withdrawal"] = _ => new { reason = "walked" },
        [$"POST {Reviews}/{{review:int}}/decisions"] = _ => new { verdict = "approve", reason = "walked" },
        [$"PUT {Reviews}/{{review:int}}/checks/{{check}}"] = _ => new { state = "passed" },
        [$"PUT {Reviews}/{{review:int}}/promotion"] = Nothing,
        [$"PUT {Reviews}/{{review:int}}/broken-glass"] = _ => new { reason = "walked" },
        ["PUT /api/v1/organizations/{organization}/projects/{project}/review-policy"] = _ => new
        {
            targets = new[] { new { target = new { kind = "stage", name = "Production" }, approvals = new[] { new { role = "reviewer" } } }, new { target = new { kind = "alias", name = "champion" }, approvals = new[] { new { role = "reviewer" } } } },
            note = "walked",
            before = 1,
        },
        ["PUT /api/v1/organizations/{organization}/stages"] = _ => new { stages = new[] { "Staging", "Production" } },
        [$"POST {Models}"] = things => new { name = $"{things.Registered}-api" },
        [$"PATCH {Models}/{{name}}"] = _ => new { description = "walked" },
        [$"PUT {Models}/{{name}}/tags/{{**key}}"] = _ => new { value = "walked" },
        [$"DELETE {Models}/{{name}}/tags/{{**key}}"] = Nothing,
        [$"PUT {Models}/{{name}}/trash"] = Nothing,
        [$"PUT {Models}/{{name}}/aliases/{{alias}}"] = _ => new { version = 1 },
        [$"DELETE {Models}/{{name}}/aliases/{{alias}}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/projects/{project}/prompts/{prompt}/versions"] = _ => new { text = "Is this {{ walked }}?" },
        [$"PUT {Models}/{{name}}/card"] = _ => new { card = new { purpose = "walked" }, before = 0 },
        [$"POST {Models}/{{name}}/versions"] = things => new { source = $"models:/{things.Model}" },
        [$"PATCH {Models}/{{name}}/versions/{{version:int}}"] = _ => new { description = "walked" },
        [$"PUT {Models}/{{name}}/versions/{{version:int}}/stage"] = _ => new { stage = "Archived" },
        [$"PUT {Models}/{{name}}/versions/{{version:int}}/tags/{{**key}}"] = _ => new { value = "walked" },
        [$"DELETE {Models}/{{name}}/versions/{{version:int}}/tags/{{**key}}"] = Nothing,
        [$"PUT {Models}/{{name}}/versions/{{version:int}}/trash"] = Nothing,
        [$"GET {Models}/{{name}}/comparison"] = _ => new { version = 1 },
        [$"DELETE {Models}/{{name}}/trash"] = Nothing,
        [$"DELETE {Models}/{{name}}/versions/{{version:int}}/trash"] = Nothing,
        [$"PUT {Models}/{{name}}/versions/{{version:int}}/erasure"] = Nothing,
        [$"PUT {Models}/{{name}}/erasure"] = Nothing,
        [$"POST {Models}/{{name}}/versions/{{version:int}}/copies"] = things => new { project = Demo.DemoWorld.Vision, model = $"{things.Registered}-copy" },
        ["GET /{organization}/{project}/model-versions/get-artifact"] = things => new { name = things.Registered, version = "1", path = Things.File },

        ["POST /mlflow/registered-models/create"] = things => new { name = $"{things.Registered}-new" },
        ["GET /mlflow/registered-models/get"] = things => new { name = things.Registered },
        ["GET /mlflow/registered-models/search"] = _ => new { max_results = 10 },
        ["POST /mlflow/registered-models/search"] = _ => new { max_results = 10 },
        ["POST /mlflow/registered-models/rename"] = things => new { name = things.Registered, new_name = $"{things.Registered}-renamed" },
        ["PATCH /mlflow/registered-models/update"] = things => new { name = things.Registered, description = "walked" },
        ["DELETE /mlflow/registered-models/delete"] = things => new { name = things.Registered },
        ["GET /mlflow/registered-models/get-latest-versions"] = things => new { name = things.Registered },
        ["POST /mlflow/registered-models/get-latest-versions"] = things => new { name = things.Registered },
        ["POST /mlflow/registered-models/set-tag"] = things => new { name = things.Registered, key = "walked", value = "yes" },
        ["DELETE /mlflow/registered-models/delete-tag"] = things => new { name = things.Registered, key = "stage" },
        ["GET /mlflow/registered-models/alias"] = things => new { name = things.Registered, alias = Things.Alias },
        ["POST /mlflow/registered-models/alias"] = things => new { name = things.Registered, alias = "walked", version = "1" },
        ["DELETE /mlflow/registered-models/alias"] = things => new { name = things.Registered, alias = Things.Alias },
        ["POST /mlflow/model-versions/create"] = things => new { name = things.Registered, source = $"models:/{things.Model}" },
        ["GET /mlflow/model-versions/get"] = things => new { name = things.Registered, version = "1" },
        ["GET /mlflow/model-versions/search"] = _ => new { max_results = 10 },
        ["POST /mlflow/model-versions/search"] = _ => new { max_results = 10 },
        ["PATCH /mlflow/model-versions/update"] = things => new { name = things.Registered, version = "1", description = "walked" },
        ["DELETE /mlflow/model-versions/delete"] = things => new { name = things.Registered, version = "1" },
        ["POST /mlflow/model-versions/transition-stage"] = things => new { name = things.Registered, version = "1", stage = "Archived", archive_existing_versions = false },
        ["GET /mlflow/model-versions/get-download-uri"] = things => new { name = things.Registered, version = "1" },
        ["POST /mlflow/model-versions/set-tag"] = things => new { name = things.Registered, version = "1", key = "walked", value = "yes" },
        ["DELETE /mlflow/model-versions/delete-tag"] = things => new { name = things.Registered, version = "1", key = "stage" },
    };
}
