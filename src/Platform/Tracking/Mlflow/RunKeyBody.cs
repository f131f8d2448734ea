namespace Slipway.Tracking.Mlflow;

/// <summary>The body of requests that name a run and at most a key of it: <c>runs/delete-tag</c>, <c>runs/delete</c>, <c>runs/restore</c>.</summary>
internal sealed record RunKeyBody(string RunId, string Key)
{
    public static Result<RunKeyBody> Read(ReadOnlySpan<byte> body) => MlflowJson.Read(body, (ref reader) => Read(ref reader, withKey: false));

    public static Result<RunKeyBody> ReadWithKey(ReadOnlySpan<byte> body) => MlflowJson.Read(body, (ref reader) => Read(ref reader, withKey: true));

    private static Result<RunKeyBody> Read(ref MlflowReader body, bool withKey)
    {
        string? runId = null, runUuid = null, key = null;
        while (body.Next())
        {
            if (body.Is("run_id"u8))
            {
                runId = body.Text("run_id");
            }
            else if (body.Is("run_uuid"u8))
            {
                runUuid = body.Text("run_uuid");
            }
            else if (body.Is("key"u8))
            {
                key = body.Text("key");
            }
            else
            {
                body.Skip();
            }
        }

        var run = RunBodies.RunId(ref body, runId, runUuid);
        if (withKey && key is null)
        {
            body.Miss("key");
        }

        return body.Refusal is { } refusal ? refusal : new RunKeyBody(run, key ?? "");
    }
}
