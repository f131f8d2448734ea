using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>Prompts from the empty list to two versions whose difference is read on two screens.</summary>
public sealed class PromptTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_prompt_is_made_changed_compared_and_named()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GetByRole(AriaRole.Link, new() { Name = "Prompts" }).ClickAsync();
        await page.GetByText("No prompts yet").WaitForAsync();
        await page.LookAsync("prompts-none");

        await page.GetByRole(AriaRole.Button, new() { Name = "New prompt" }).ClickAsync();
        await page.GetByLabel("Name part of its address").FillAsync("triage");
        await page.GetByLabel("Text write").FillAsync("You sort letters.\n\nIs this one urgent? {{ message }}\nAnswer yes or no.");
        await page.GetByText("Filled in: message.").WaitForAsync();
        await page.LookAsync("prompt-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the prompt" }).ClickAsync();
        await page.IsAtAsync("**/prompts/triage");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Version 1" }).WaitForAsync();

        await mlflow.RegisterPromptAsync("triage", "You sort letters in {{ language }}.\n\nIs this one urgent? {{ message }}\nAnswer yes, no or unsure.", isFirst: false);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Version 2" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give an alias" }).ClickAsync();
        await page.GetByLabel("Alias", new() { Exact = true }).FillAsync("live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give alias" }).ClickAsync();
        await page.GetByText("prompts:/triage@live").WaitForAsync();
        await page.LookAsync("prompt");

        await page.GetByLabel("compared with").SelectOptionAsync("1");
        await page.IsAtAsync("**against=1");
        await page.GetByText("Newly filled in: language.").WaitForAsync();
        await page.LookAsync("prompt-difference");

        await mlflow.RegisterPromptAsync("a-chat-with-a-name-that-is-longer-than-most-people-would-make-it-and-has-no-blank-in-it", """[{"role": "system", "content": "You answer in {{ language }}."}, {"role": "user", "content": "{{ message }}"}]""", isFirst: true, type: "chat");
        await page.GotoAsync($"{project}/prompts");
        await page.ReadyAsync();
        await page.GetByText("a-chat-with-a-name").WaitForAsync();
        await page.LookAsync("prompts");
        await page.GetByText("a-chat-with-a-name").ClickAsync();
        await page.GetByText("You answer in").WaitForAsync();
        await page.LookAsync("prompt-chat");
    }
}
