using Slipway.Registry.Prompts;
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

    public static IReadOnlyList<Snippet> Prompt(string address) =>
    [
        new("Register a prompt", $$$"""
            export MLFLOW_TRACKING_URI={{{address}}}
            export MLFLOW_TRACKING_TOKEN=slw_…

            mlflow.genai.register_prompt(name="triage", template="Is this urgent? {{ message }}")
            """),
    ];

    /// <summary>By the first alias that it has, so that the program needn't change when the alias moves.</summary>
    public static string LoadPrompt(string address, string name, PromptVersion version) =>
        $"import mlflow\n\nmlflow.set_tracking_uri(\"{address}\")\nprompt = mlflow.genai.load_prompt(\"prompts:/{name}{(version.Aliases.Count > 0 ? $"@{version.Aliases[0]}" : $"/{version.Number}")}\")\n"
        + $"text = prompt.format({string.Join(", ", version.Prompt.Variables.Select(variable => $"{variable}=…"))})";
}
