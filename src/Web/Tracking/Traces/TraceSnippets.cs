using System.Globalization;
using Slipway.Shared.Code;

namespace Slipway.Tracking.Traces;

/// <summary>The lines that log a first trace, with the reader's own address in them.</summary>
internal static class TraceSnippets
{
    public static IReadOnlyList<Snippet> For(string address, long? experiment)
    {
        var variable = experiment is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\nexport MLFLOW_EXPERIMENT_ID={experiment}");
        var settings = $"export MLFLOW_TRACKING_URI={address}\nexport MLFLOW_TRACKING_TOKEN=slw_…{variable}";
        return
        [
            new("Any function", $"""
                {settings}

                python - <<'EOF'
                import mlflow

                @mlflow.trace
                def answer(question: str) -> str:
                    return question.upper()

                answer("where is my order?")
                EOF
                """),
            new("OpenAI", $"""
                {settings}

                python - <<'EOF'
                import mlflow, openai

                mlflow.openai.autolog()
                openai.OpenAI().chat.completions.create(
                    model="gpt-4o-mini", messages=[dict(role="user", content="Where is my order?")])
                EOF
                """),
        ];
    }
}
