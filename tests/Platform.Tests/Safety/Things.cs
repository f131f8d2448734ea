using Shouldly;
using Slipway.Demo;
using Slipway.Integrations.Exports;
using Slipway.Integrations.Imports;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Safety;

/// <summary>Something of every kind in Acme's project Vision, under ids that exist. Whatever isn't sent in a request carries <see cref="Secret"/>.</summary>
/// <param name="Upload">The ticket of an upload that one part was sent to.</param>
/// <param name="Part">The mark of that part.</param>
/// <param name="Download">The ticket of a download.</param>
/// <param name="Team">A team with a role in Vision.</param>
/// <param name="Review">The number of a review of the registered version.</param>
/// <param name="Person">A member who is in the team and was given a role in Vision.</param>
internal sealed record Things(string Experiment, string ExperimentName, string Run, string Model, string Trace, string Assessment, string Token, string Upload, string Part, string Download, string Team, string Person, string Comment = "", string Review = "")
{
    public const string Secret = "known-to-acme-alone";
    public const string Metric = "loss";
    public const string Alias = "walker";
    public const string Span = "00000000000000a1";
    public const string File = "notes.txt";
    public const string Table = "table.json";

    public const string Webhooks = $"/api/v1/organizations/{DemoWorld.Acme}/projects/{DemoWorld.Vision}/webhooks";

    private const string Project = $"/{DemoWorld.Acme}/{DemoWorld.Vision}";
    private const string Organization = $"/api/v1/organizations/{DemoWorld.Acme}";
    private const string Artifacts = $"{Project}/api/2.0/mlflow-artifacts";
    private static int _made;

    /// <summary>A registered model whose version 1 is <see cref="Model"/>.</summary>
    public string Registered => $"{ExperimentName}-model";

    /// <summary>A project for what closes or deletes one; made by <see cref="PrepareAsync"/>.</summary>
    public string Doomed => $"{ExperimentName}-doomed";

    /// <summary>A member whom nothing else needs.</summary>
    public string Leaver { get; init; } = Guid.Empty.ToString();

    /// <summary>An invitation that waits for its answer.</summary>
    public string Invitation { get; private init; } = "";

    /// <summary>A prompt with one version.</summary>
    public string Prompt => $"{ExperimentName}-prompt";

    /// <summary>The number of an invoice of Acme's.</summary>
    public string Invoice { get; private init; } = "";

    /// <summary>A webhook, and something that it was sent.</summary>
    public string Webhook { get; private init; } = "";
    public string Delivery { get; private init; } = "";

    /// <summary>A finished export of the organization, and one of the project; made by <see cref="WithExportsAsync"/>.</summary>
    public string OrganizationExport { get; private init; } = "";
    public string ProjectExport { get; private init; } = "";

    /// <summary>An import that is over; made by <see cref="WithExportsAsync"/>.</summary>
    public string Import { get; private init; } = "";

    /// <summary>A service account with a role in Vision, one of its tokens and one of its trust rules; made by <see cref="WithServiceAccountAsync"/>.</summary>
    public string Account => $"{ExperimentName}-program";
    public string AccountToken { get; private init; } = "";
    public string Rule { get; private init; } = "";

    /// <summary>The authority that the rule trusts.</summary>
    public string Issuer { get; private init; } = "";

    /// <summary>The folder of the run's artifacts, and of the model's.</summary>
    public string Folder => $"{Experiment}/{Run}/artifacts";
    public string ModelFolder => $"{Experiment}/models/{Model}/artifacts";

    /// <summary>The same without the tickets, which let in whoever has them.</summary>
    public Things WithoutTickets() => this with { Upload = "made-up", Download = "made-up" };

    /// <summary>Makes them as somebody who may.</summary>
    public static async Task<Things> MakeAsync(HttpClient ada)
    {
        var name = $"walk-{Interlocked.Increment(ref _made)}";
        var secret = new[] { new { key = "stage", value = Secret } };
        var experiment = (await ada.PostAsync(Project, "experiments/create", new { name, tags = secret })).Text("experiment_id");
        var run = (await ada.PostAsync(Project, "runs/create", new { experiment_id = experiment, run_name = Secret, tags = secret, start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await ada.PostAsync(Project, "runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = Metric, value = 0.5, step = 1, timestamp = 1 } },
            @params = new[] { new { key = "lr", value = Secret } },
        });
        await ada.PostAsync(Project, "runs/log-inputs", new { run_id = run, datasets = new[] { new { dataset = Dataset() } } });
        var model = (await ada.PostAsync(Project, "logged-models", new { experiment_id = experiment, name = Secret, source_run_id = run, tags = secret }))["model"]!["info"]!.Text("model_id");
        var registered = $"{name}-model";
        var trace = $"tr-{Guid.NewGuid():N}";
        await ada.SendAsync(HttpMethod.Post, $"{Project}/api/3.0/mlflow/traces", new { trace = new { trace_info = TraceInfo(experiment, trace) } }).JsonAsync();
        var assessment = (await ada.SendAsync(HttpMethod.Post, $"{Project}/api/3.0/mlflow/traces/{trace}/assessments", new { assessment = Feedback() }).JsonAsync())["assessment"]!.Text("assessment_id");
        await WriteAsync(ada, $"artifacts/{experiment}/traces/{trace}/artifacts/traces.json", $$"""{"spans": [{"name": "{{Secret}}", "context": {"span_id": "0x{{Span}}"}, "start_time": 1, "end_time": 2}]}""");
        var token = await ada.SendAsync(HttpMethod.Post, $"/api/v1/organizations/{DemoWorld.Acme}/tokens", new { name = $"{Secret} {name}" }).JsonAsync();
        var comment = (await ada.SendAsync(HttpMethod.Post, $"{Organization}/projects/{DemoWorld.Vision}/comments", new { kind = "run", subject = run, text = Secret }).JsonAsync()).Text("id");
        var things = new Things(experiment, name, run, model, trace, assessment, token["token"]!.Text("id"), "", "", "", name, await PersonAsync(ada));
        await ada.SendAsync(HttpMethod.Post, $"{Organization}/teams", new { name = Secret, slug = name }).JsonAsync();
        foreach (var (address, body) in new[] { ($"teams/{name}/people/{things.Person}", (object?)null), ($"projects/{DemoWorld.Vision}/people/{things.Person}", new { role = "contributor" }), ($"projects/{DemoWorld.Vision}/teams/{name}", new { role = "viewer" }) })
        {
            (await ada.SendAsync(HttpMethod.Put, $"{Organization}/{address}", body)).EnsureSuccessStatusCode();
        }

        await WriteAsync(ada, $"artifacts/{things.Folder}/{File}");
        await WriteAsync(ada, $"artifacts/{things.Folder}/{Table}", $$"""{"columns": ["{{Secret}}"], "data": [["{{Secret}}"]]}""");
        await WriteAsync(ada, $"artifacts/{things.ModelFolder}/{File}");
        await ada.PostAsync(Project, "registered-models/create", new { name = registered, description = Secret, tags = secret });
        await ada.PostAsync(Project, "model-versions/create", new { name = registered, source = $"models:/{model}", description = Secret, tags = secret });
        await ada.PostAsync(Project, "registered-models/alias", new { name = registered, alias = Alias, version = "1" });
        var review = (await ada.SendAsync(HttpMethod.Post, $"{Organization}/projects/{DemoWorld.Vision}/reviews", new { model = registered, version = 1, target = new { kind = "alias", name = "champion" }, reason = Secret }).JsonAsync())["number"]!.ToString();
        (await ada.SendAsync(HttpMethod.Post, $"{Organization}/projects/{DemoWorld.Vision}/prompts/{things.Prompt}/versions", new { text = Secret })).EnsureSuccessStatusCode();
        var download = await ada.GetAsync($"{Artifacts}/presigned/{things.Folder}/{File}").JsonAsync();
        var upload = (await ada.SendAsync(HttpMethod.Post, $"{Artifacts}/mpu/create/{things.Folder}", new { path = "large.bin", num_parts = 1 }).JsonAsync()).Text("upload_id");
        var part = await WriteAsync(ada, $"parts/{upload}/1");
        var (webhook, delivery) = await MakeWebhookAsync(ada);
        var invitation = (await ada.SendAsync(HttpMethod.Post, $"{Organization}/invitations", new { emails = new[] { $"{Secret}-{run[^12..]}@walk.example" } }).JsonAsync()).AsArray().Single()!.Text("id");
        return things with { Upload = upload, Part = part, Download = download.Text("url").Split('/')[^1], Comment = comment, Review = review, Webhook = webhook, Delivery = delivery, Invitation = invitation, Invoice = await SubscribeAsync(ada) };
    }

    /// <summary>With exports, which take a while.</summary>
    public async Task<Things> WithExportsAsync(HttpClient ada) => this with
    {
        OrganizationExport = (await ada.ExportAsync(Organization)).Text("id"),
        ProjectExport = (await ada.ExportAsync($"{Organization}/projects/{DemoWorld.Vision}")).Text("id"),
        Import = (await ada.ImportAsync(Organization, [1, 2, 3], $"{Secret} {Guid.NewGuid():N}")).Text("id"),
    };

    /// <summary>With a service account, for which an authority has to answer.</summary>
    public async Task<Things> WithServiceAccountAsync(HttpClient ada, string issuer)
    {
        const string Accounts = $"{Organization}/service-accounts";
        await ada.SendAsync(HttpMethod.Post, Accounts, new { name = Secret, slug = Account }).JsonAsync();
        (await ada.SendAsync(HttpMethod.Put, $"{Organization}/projects/{DemoWorld.Vision}/service-accounts/{Account}", new { role = "viewer" })).EnsureSuccessStatusCode();
        var token = await ada.SendAsync(HttpMethod.Post, $"{Accounts}/{Account}/tokens", new { name = Secret }).JsonAsync();
        var rule = await ada.SendAsync(HttpMethod.Post, $"{Accounts}/{Account}/trust-rules", new { name = Secret, issuer, audience = Secret, subject = Secret }).JsonAsync();
        return this with { Issuer = issuer, AccountToken = token["token"]!.Text("id"), Rule = rule.Text("id") };
    }

    public static object TraceInfo(string experiment, string trace) => new
    {
        trace_id = trace,
        trace_location = new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } },
        request_time = "2026-01-31T12:00:00.5Z",
        execution_duration = "1.5s",
        state = "OK",
        tags = new { stage = Secret },
        request_preview = Secret,
    };

    public static object Feedback() => new { assessment_name = "right", source = new { source_type = "HUMAN", source_id = Secret }, feedback = new { value = true } };

    public static object Dataset() => new { name = Secret, digest = "d1", source_type = "local", source = Secret };

    /// <summary>Takes away what an endpoint is there to give back.</summary>
    public async Task PrepareAsync(Door door, HttpClient ada)
    {
        switch (door.Kind)
        {
            case "PUT /api/v1/organizations/{organization}/projects/{project}/archive":
            case "DELETE /api/v1/organizations/{organization}/projects/{project}/archive":
            case "GET /api/v1/organizations/{organization}/projects/{project}/deletion":
            case "PUT /api/v1/organizations/{organization}/projects/{project}/deletion":
            case "DELETE /api/v1/organizations/{organization}/projects/{project}/deletion":
                (await ada.SendAsync(HttpMethod.Post, $"{Organization}/projects", new { name = Doomed, slug = Doomed })).EnsureSuccessStatusCode();
                if (door.Method == HttpMethod.Delete)
                {
                    var (state, body) = door.Kind.EndsWith("/deletion", StringComparison.Ordinal) ? ("deletion", (object?)new { name = Doomed }) : ("archive", null);
                    (await ada.SendAsync(HttpMethod.Put, $"{Organization}/projects/{Doomed}/{state}", body)).EnsureSuccessStatusCode();
                }

                break;
            case "POST /mlflow/runs/restore":
                await ada.PostAsync(Project, "runs/delete", new { run_id = Run });
                break;
            case "POST /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/artifacts/restorations":
                (await ada.DeleteAsync($"{Artifacts}/artifacts/{Folder}/{File}")).EnsureSuccessStatusCode();
                break;
            // What an alias stands for, or what is in review, can't be deleted.
            case "DELETE /mlflow/registered-models/delete":
            case "DELETE /mlflow/model-versions/delete":
            case "PUT /api/v1/organizations/{organization}/projects/{project}/models/{name}/trash":
            case "PUT /api/v1/organizations/{organization}/projects/{project}/models/{name}/versions/{version:int}/trash":
                (await ada.SendAsync(HttpMethod.Delete, $"{Project}/api/2.0/mlflow/registered-models/alias", new { name = Registered, alias = Alias })).EnsureSuccessStatusCode();
                await WithdrawAsync(ada);
                break;
            case "DELETE /api/v1/organizations/{organization}/projects/{project}/models/{name}/trash":
            case "DELETE /api/v1/organizations/{organization}/projects/{project}/models/{name}/versions/{version:int}/trash":
            case "PUT /api/v1/organizations/{organization}/projects/{project}/models/{name}/versions/{version:int}/erasure":
            case "PUT /api/v1/organizations/{organization}/projects/{project}/models/{name}/erasure":
                var isVersion = door.Kind.Contains("/versions/", StringComparison.Ordinal);
                (await ada.SendAsync(HttpMethod.Delete, $"{Project}/api/2.0/mlflow/registered-models/alias", new { name = Registered, alias = Alias })).EnsureSuccessStatusCode();
                await WithdrawAsync(ada);
                (await ada.SendAsync(HttpMethod.Delete, $"{Project}/api/2.0/mlflow/{(isVersion ? "model-versions" : "registered-models")}/delete", new { name = Registered, version = "1" })).EnsureSuccessStatusCode();
                break;
            case "PUT /api/v1/organizations/{organization}/subscription":
            case "POST /api/v1/organizations/{organization}/subscription/preview":
                (await ada.SendAsync(HttpMethod.Delete, $"{Organization}/subscription/cancellation")).EnsureSuccessStatusCode();
                break;
            case "POST /mlflow/experiments/restore":
            case "DELETE /api/v1/organizations/{organization}/projects/{project}/experiments/{number:long}/trash":
                await ada.PostAsync(Project, "experiments/delete", new { experiment_id = Experiment });
                break;
        }
    }

    private async Task WithdrawAsync(HttpClient ada) =>
        (await ada.SendAsync(HttpMethod.Put, $"{Organization}/projects/{DemoWorld.Vision}/reviews/{Review}/withdrawal", new { reason = "It goes." })).EnsureSuccessStatusCode();

    // Once: what is there already is neither changed nor billed again.
    private static async Task<string> SubscribeAsync(HttpClient ada)
    {
        await ada.SendAsync(HttpMethod.Delete, $"{Organization}/subscription/cancellation");
        (await ada.SendAsync(HttpMethod.Put, $"{Organization}/subscription/bill-to", new { text = Secret })).EnsureSuccessStatusCode();
        (await ada.SendAsync(HttpMethod.Put, $"{Organization}/subscription", new { plan = "team", interval = "monthly", seats = 50, withoutTrial = true, acceptsOverLimits = true })).EnsureSuccessStatusCode();
        return (await ada.GetAsync($"{Organization}/invoices").JsonAsync())["items"]!.AsArray()[^1]!.Text("number");
    }

    private static async Task<string> PersonAsync(HttpClient ada) =>
        (await ada.GetAsync($"{Organization}/members?text=ben").JsonAsync()).AsArray().Single()!.Text("id");

    // Of the one event that never happens: what else it is sent would change rows while the walk compares them.
    private static async Task<(string Webhook, string Delivery)> MakeWebhookAsync(HttpClient ada)
    {
        var made = await ada.SendAsync(HttpMethod.Post, Webhooks, new { name = Secret, url = $"https://127.0.0.1:9/{Secret}", events = new[] { "budget_policy.exceeded" } }).JsonAsync();
        var webhook = made["webhook"]!.Text("id");
        var sent = await ada.SendAsync(HttpMethod.Post, $"{Webhooks}/{webhook}/tests").JsonAsync();
        return (webhook, sent["delivery"]!.Text("id"));
    }

    private static async Task<string> WriteAsync(HttpClient ada, string path, string content = Secret)
    {
        using var answer = await ada.PutAsync($"{Artifacts}/{path}", new StringContent(content));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return answer.Headers.TryGetValues("ETag", out var marks) ? marks.Single() : "";
    }
}
