using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>Two people, each in their own browser: what one's program does is in the other's inbox while they look.</summary>
public sealed class NotificationTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task One_acts_and_the_others_count_moves_and_goes_again_when_it_is_read()
    {
        // People of their own: the demo's are told of what other journeys do.
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var project = visitor.Project;
        var ben = await visitor.BringAsync(server, chromium, "Ben Okafor");
        await ben.GotoAsync("/inbox");
        await ben.ReadyAsync();
        await Assertions.Expect(ben.GetByRole(AriaRole.Link, new() { Name = "Inbox", Exact = false })).ToHaveAttributeAsync("title", "Inbox: nothing unread");
        await ben.GotoAsync("/inbox?unread=true");
        await ben.GetByText("Nothing unread here").WaitForAsync();
        await ben.LookAsync("inbox-empty");
        await ben.GotoAsync(project);
        await ben.ReadyAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Watch", Exact = false }).ClickAsync();
        await Assertions.Expect(ben.GetByRole(AriaRole.Button, new() { Name = "Watching", Exact = false })).ToHaveAttributeAsync("title", "You watch this project.");

        await mlflow.EndRunAsync(await mlflow.StartRunAsync("night shift"), "FAILED");
        await mlflow.EndRunAsync(await mlflow.StartRunAsync("day shift"), "FAILED");

        var bell = ben.GetByRole(AriaRole.Link, new() { Name = "Inbox", Exact = false });
        await Assertions.Expect(bell).ToHaveAttributeAsync("title", "Inbox: 2 unread");
        await bell.ClickAsync();
        await ben.IsAtAsync("**/inbox");
        await Assertions.Expect(ben.Locator(".inbox > li").Filter(new() { HasText = "shift" })).ToHaveCountAsync(2);
        await ben.GetByText("You watch the project that it is in.").First.WaitForAsync();
        await ben.LookAsync("inbox");

        await ben.GetByRole(AriaRole.Link, new() { Name = "night shift", Exact = false }).ClickAsync();
        await ben.GetByRole(AriaRole.Heading, new() { Name = "night shift" }).WaitForAsync();
        await Assertions.Expect(bell).ToHaveAttributeAsync("title", "Inbox: 1 unread");
        await ben.LookAsync("run-watched");

        await ben.GotoAsync("/inbox?unread=true");
        await ben.ReadyAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Mark all read" }).ClickAsync();
        await ben.GetByText("Nothing unread here").WaitForAsync();
        await Assertions.Expect(bell).ToHaveAttributeAsync("title", "Inbox: nothing unread");

        await ben.GotoAsync("/account/notifications");
        await ben.GetByLabel("Run finished").CheckAsync();
        await ben.GetByLabel("By mail").First.SelectOptionAsync("Off");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await ben.GetByText("Saved.").WaitForAsync();
        await Assertions.Expect(ben.GetByLabel("Run finished")).ToBeCheckedAsync();
        await ben.LookAsync("notification-settings");
    }
}
