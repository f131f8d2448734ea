using Slipway.Shared.Code;

namespace Slipway.Registry;

/// <summary>The lines that register and load models, with the reader's own address in them.</summary>
internal static class RegistrySnippets
{
    public static IReadOnlyList<Snippet> Register(string address)
    {
        var settings = $"export MLFLOW_TRACKING_URI={address}\nexport MLFLOW_TRACKING_TOKEN=slw_…";
        return
        [
            new("Register while logging", $"""
                {settings}

                mlflow.sklearn.log_model(model, name="model", registered_model_name="fraud")
                """),
            new("Register a run's model", $"""
                {settings}

                mlflow.register_model("runs:/RUN_ID/model", "fraud")
                """),
        ];
    }

    public static string Load(string address, string uri) => $"import mlflow\n\nmlflow.set_tracking_uri(\"{address}\")\nmodel = mlflow.pyfunc.load_model(\"{uri}\")";
}
