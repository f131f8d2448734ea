using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Foundation.Access;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.LoggedModels;

/// <summary>The list of saved models that a run carries in a tag, as JSON.</summary>
internal static class ModelHistory
{
    public const string Tag = "mlflow.log-model.history";

    private static readonly string[] Required = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    public static Refusal? Check(string model) =>
        Object(model) is not { } described ? new Invalid("Malformed model info: 'model_json' is no JSON object. Send the model's description as the client library writes it.")
        : Required.FirstOrDefault(member => !described.ContainsKey(member)) is { } missing ? new Invalid($"Model json is missing the mandatory field '{missing}'.")
        : null;

    /// <summary>The list with the model at its end; the oldest ones leave when it grows too long for a tag.</summary>
    public static string Append(string? history, string model)
    {
        var list = List(history);
        list.Add(Object(model));
        while (list.Count > 1 && list.ToJsonString().Length > RunTag.ValueLimit)
        {
            list.RemoveAt(0);
        }

        var text = list.ToJsonString();
        return text.Length <= RunTag.ValueLimit ? text : Shortened(list[0]!.AsObject());
    }

    // What a reader needs to find the files; signatures of wide tables are what is long.
    private static string Shortened(JsonObject model) => new JsonArray(new JsonObject(Required.Where(member => member is not "flavors")
        .Select(member => KeyValuePair.Create(member, model[member]?.DeepClone())).Append(new("flavors", new JsonObject())))).ToJsonString();

    private static JsonArray List(string? history)
    {
        try
        {
            return history is null ? [] : JsonNode.Parse(history) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            // Tags are anybody's to write: what isn't a list is replaced by one.
            return [];
        }
    }

    private static JsonObject? Object(string model)
    {
        try
        {
            return JsonNode.Parse(model) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Appends a model to a run's history.</summary>
internal sealed class RecordModelHistory(Id<Organization> organization, KnownProject project, Principal actor, string runId, string model)
    : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override void Ask(RunState run) => run.WantedTags.Add(ModelHistory.Tag);

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        run.SetTag(ModelHistory.Tag, ModelHistory.Append(run.Tags.GetValueOrDefault(ModelHistory.Tag), model));
        return null;
    }
}
