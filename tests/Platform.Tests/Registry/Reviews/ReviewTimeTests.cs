using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>What time does to reviews, and what is found without anybody asking.</summary>
public sealed class ReviewTimeTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_review_whose_time_is_over_ends_once_and_lets_nothing_in()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, expiresInDays: 7);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await LetTimePassAsync(world, set => set.SetProperty(each => each.ExpiresAt, each => each.OpenedAt));

        (await world.StatusAsync(review)).ShouldBe("expired");
        (await world.MoveAliasAsync(host.Ben, 1, System.Net.HttpStatusCode.Forbidden)).Text("message").ShouldContain("needs an approved review");
        await WeighAsync();
        await WeighAsync();

        (await world.StatusAsync(review)).ShouldBe("expired");
        (await world.EventsAsync("review.expired")).Count.ShouldBe(1);
        await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "We still want it." }).JsonAsync();
        (await world.StatusAsync(review)).ShouldBe("open");
    }

    [Fact]
    public async Task What_was_let_in_is_told_once_when_it_has_to_be_reviewed_again()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, reviewAgainInDays: 90);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        (await world.PromoteAsync(host.Ben, review).JsonAsync())["reviewAgainBy"].ShouldNotBeNull();
        await WeighAsync();
        (await world.EventsAsync("review.due-again")).ShouldBeEmpty();

        await LetTimePassAsync(world, set => set.SetProperty(each => each.ReviewAgainBy, each => each.OpenedAt));
        await WeighAsync();
        await WeighAsync();
        var again = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, again);
        await world.PromoteAsync(host.Ben, again).JsonAsync();

        (await world.EventsAsync("review.due-again")).Count.ShouldBe(1);
        (await world.StatusAsync(again)).ShouldBe("promoted");
        (await world.EventsAsync("alias.moved")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_approval_whose_evidence_changed_is_voided_once_without_anybody_looking()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "tag", name = "owner" } });
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete-tag", new { name = ReviewWorld.Model, version = "1", key = "owner" });

        await WeighAsync();
        await WeighAsync();
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });

        (await world.EventsAsync("review.voided")).Count.ShouldBe(1);
        var voided = await world.ReadAsync(review);
        voided.Text("status").ShouldBe("open");
        voided["decisions"]![0]!.Text("endedBecause").ShouldBe("the check «the tag owner is set» had passed and fails");
    }

    [Fact]
    public async Task A_review_that_cannot_be_weighed_keeps_no_other_from_it()
    {
        var (broken, world) = (await ReviewWorld.BeginAsync(host), await ReviewWorld.BeginAsync(host));
        await broken.RequestAsync();
        await using (var ben = await Acting.AsAsync(host, DemoWorld.Ben, broken.Project))
        {
            await using var db = await ben.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
            using var turn = await ben.Service<WriteGate>().EnterAsync(Ct);
            await db.ReviewPolicies.Where(policy => policy.ProjectId == ben.Project.Id).ExecuteDeleteAsync(Ct);
        }

        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, expiresInDays: 7);
        var review = await world.RequestAsync();
        await LetTimePassAsync(world, set => set.SetProperty(each => each.ExpiresAt, each => each.OpenedAt));

        await WeighAsync();

        (await world.EventsAsync("review.expired")).Count.ShouldBe(1);
        await LetTimePassAsync(broken, set => set.SetProperty(each => each.Slot, (string?)null));
    }

    [Fact]
    public async Task What_happens_to_a_run_has_the_reviews_weighed_that_rest_on_it()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0);
        var (run, logged) = await host.Ben.TrainAsync(world.Project);
        await host.Ben.PostAsync(world.Project, "model-versions/create", new { name = ReviewWorld.Model, source = $"models:/{logged}", run_id = run });
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, expiresInDays: 7);
        await world.RequestAsync();
        await LetTimePassAsync(world, set => set.SetProperty(each => each.ExpiresAt, each => each.OpenedAt));

        await WeighAsync($"projects/{world.Slug}/runs/{run}");

        (await world.EventsAsync("review.expired")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_program_that_waits_hears_of_the_decision()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        var waiting = host.Ben.GetAsync($"{world.Of(review)}?wait=60", Ct).JsonAsync();
        waiting.IsCompleted.ShouldBeFalse();
        await world.ApproveAsync(host.Vera, review);

        (await waiting).Text("status").ShouldBe("approved");
        (await host.Ben.GetAsync($"{world.Of(review)}?wait=60", Ct).JsonAsync()).Text("status").ShouldBe("approved");
        (await host.Ben.GetAsync($"{world.Of(review)}?wait=9000", Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_program_that_waits_is_answered_no_longer_than_it_may_see_the_review()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        var waiting = host.Vera.GetAsync($"{world.Of(review)}?wait=60", Ct);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        waiting.IsCompleted.ShouldBeFalse();
        await host.Ada.SendAsync(HttpMethod.Delete, $"{world.Api}/people/{await host.IdOfAsync(DemoWorld.Vera)}").ShouldAnswerAsync(System.Net.HttpStatusCode.NoContent);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_program_that_waits_in_vain_is_told_how_it_stands()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        (await host.Ben.GetAsync($"{world.Of(review)}?wait=1", Ct).JsonAsync()).Text("status").ShouldBe("open");
    }

    [Fact]
    public async Task A_thread_left_open_holds_it_up_and_voids_nothing()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "discussion" } });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        var comment = await host.Vera.SendAsync(HttpMethod.Post, $"{world.Api}/comments", new { kind = "review", subject = review.ToString(System.Globalization.CultureInfo.InvariantCulture), text = "And old cards?" }).JsonAsync();

        var held = await world.ReadAsync(review);
        held.Text("status").ShouldBe("open");
        held["checks"]![0]!.Text("why").ShouldBe("One thread is open.");
        await host.Vera.SendAsync(HttpMethod.Put, $"{world.Api}/comments/{comment.Text("id")}/resolution").ShouldAnswerAsync(System.Net.HttpStatusCode.NoContent);

        (await world.StatusAsync(review)).ShouldBe("approved");
    }

    /// <param name="things">What something happened to; nothing for whatever is due.</param>
    private async Task WeighAsync(params string[] things)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == DemoWorld.Acme, Ct);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        var weigh = ActivatorUtilities.CreateInstance<WeighReviews>(scope.ServiceProvider);
        await (things.Length == 0 ? weigh.RunAsync(acme.Id, Ct) : weigh.RunAsync(acme.Id, things, Ct));
    }

    private async Task LetTimePassAsync(ReviewWorld world, Action<UpdateSettersBuilder<Review>> set)
    {
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, world.Project);
        await using var db = await ben.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        using var turn = await ben.Service<WriteGate>().EnterAsync(Ct);
        await db.Reviews.Where(review => review.ProjectId == ben.Project.Id).ExecuteUpdateAsync(set, Ct);
    }
}
