using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>From a run's files to a registered version whose alias moves, on two open screens.</summary>
public sealed class ModelTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_runs_model_is_registered_named_compared_deleted_and_restored()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GotoAsync($"{project}/models");
        await page.ReadyAsync();
        await page.GetByText("No models yet").WaitForAsync();
        await page.LookAsync("models-none");

        foreach (var accuracy in new[] { 0.9, 0.95 })
        {
            var run = await mlflow.StartRunAsync("trained");
            await mlflow.LogMetricsAsync(run, 1, ("val/accuracy", accuracy));
            await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors:\n  python_function: {loader_module: mlflow.sklearn}\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"width\"}]'\n");
            await mlflow.LogArtifactAsync(run, "model/requirements.txt", $"scikit-learn=={accuracy}\n");
            await page.GotoAsync($"{project}/runs/{run}?tab=artifacts&path=model");
            await page.ReadyAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Register model" }).ClickAsync();
            await page.GetByRole(AriaRole.Form, new() { Name = "Register model" }).GetByRole(AriaRole.Combobox).FillAsync("fraud & theft");
            await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).Last.ClickAsync();
            await page.IsAtAsync("**/models/fraud%20%26%20theft/versions/*");
        }

        await page.GetByRole(AriaRole.Heading, new() { Name = "fraud & theft · version 2" }).WaitForAsync();
        await page.LookAsync("version");
        foreach (var tab in new[] { "Files", "Signature", "Environment" })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
            await page.IsAtAsync($"**tab={tab.ToLowerInvariant()}");
            await page.LookAsync($"version-{tab.ToLowerInvariant()}");
        }

        await page.GotoAsync($"{project}/models/{Uri.EscapeDataString("fraud & theft")}");
        await page.ReadyAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give an alias" }).ClickAsync();
        await page.GetByLabel("Alias", new() { Exact = true }).FillAsync("challenger");
        await page.GetByText("Before: none. After: version 2.").WaitForAsync();
        await page.LookAsync("model-alias");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give alias" }).ClickAsync();
        await other.GetByRole(AriaRole.Region, new() { Name = "Aliases" }).GetByRole(AriaRole.Link, new() { Name = "version 2" }).WaitForAsync();
        await page.LookAsync("model");

        await page.GetByLabel("Compare version 1").CheckAsync();
        await page.GetByLabel("Compare version 2").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare v1 and v2" }).ClickAsync();
        await page.GetByText("+5.56 % better").WaitForAsync();
        await page.LookAsync("model-compare");
        await page.GotoAsync($"{project}/models/{Uri.EscapeDataString("fraud & theft")}/compare");
        await page.IsAtAsync("**/compare?versions=1,2");

        await page.GotoAsync($"{project}/models/{Uri.EscapeDataString("fraud & theft")}/versions/1");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More about this version" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete to the trash" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Trash (1)" }).ClickAsync();
        await page.LookAsync("model-trash");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await page.GetByText("Nothing is in the trash.").WaitForAsync();
        await page.GotoAsync($"{project}/models");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "fraud & theft" }).WaitForAsync();
        await page.LookAsync("models");
        (await page.Locator(".alias").First.TextContentAsync()).ShouldBe("@challenger");
    }

    [Fact]
    public async Task A_model_in_the_trash_is_erased_once_its_name_is_typed_and_its_versions_say_what_became_of_them()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await mlflow.RegisterModelAsync("kept");
        await mlflow.RegisterModelAsync("passport faces");
        var run = await mlflow.StartRunAsync("trained");
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors:\n  python_function: {loader_module: mlflow.sklearn}\n");
        await mlflow.RegisterVersionAsync("passport faces", run);
        await page.GotoAsync($"{project}/models/{Uri.EscapeDataString("passport faces")}");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More about this model" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete to the trash" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Trash (1)" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Erase for good…" }).ClickAsync();
        var erase = page.GetByRole(AriaRole.Button, new() { Name = "Erase for good", Exact = true });
        await Assertions.Expect(erase).ToBeDisabledAsync();
        await page.GetByLabel("Type passport faces to confirm").FillAsync("passport faces");
        await page.LookAsync("model-erasure");
        await erase.ClickAsync();
        await page.GetByText("passport faces · version 1").WaitForAsync();
        await page.LookAsync("model-trash-erased");

        await page.GotoAsync($"{project}/models/{Uri.EscapeDataString("passport faces")}/versions/1");
        await page.GetByRole(AriaRole.Heading, new() { Name = "This version was erased" }).WaitForAsync();
        await page.ReadyAsync();
        await page.LookAsync("version-erased");
    }
}
