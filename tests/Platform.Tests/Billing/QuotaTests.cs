using System.Net;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Billing.Plans;
using Slipway.Foundation.Ledger;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

/// <summary>Limits hold exactly, whoever asks and however many at once; and nobody is locked out of what is theirs.</summary>
public sealed class QuotaTests(SlipwayHost host)
{
    private const int Many = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_project_beyond_the_limit_is_refused_with_what_is_used_and_what_to_do()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.Projects, 2);
        await StartAsync(founded, "second").ShouldAnswerAsync(HttpStatusCode.OK);

        var refused = await StartAsync(founded, "third").JsonAsync(HttpStatusCode.Forbidden);

        refused["code"]!.GetValue<string>().ShouldBe("QUOTA_EXCEEDED");
        refused["detail"]!.GetValue<string>().ShouldBe(
            "This organization has 2 projects, and its plan Free allows 2. To start another one, ask an owner of the organization for a larger plan. Reading, exporting and deleting work as before.");
        await founded.Owner.GetAsync($"{founded.Api}/projects/second", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        (await ProjectsAsync(founded)).ShouldBe(2);
    }

    [Fact]
    public async Task Two_hundred_who_start_projects_at_once_never_pass_the_limit()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.Projects, 25);

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => StartAsync(founded, $"p{i}")));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(24);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Forbidden).ShouldBe(Many - 24);
        (await ProjectsAsync(founded)).ShouldBe(25);
        (await founded.BooksAsync(Resource.Projects)).ShouldBe((25, 25, 25));
    }

    [Fact]
    public async Task Two_hundred_who_register_models_at_once_never_pass_the_limit()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.RegisteredModels, 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => RegisterAsync(founded, $"m{i}")));

        var made = await founded.InAsync((db, _) => db.RegisteredModels.CountAsync());
        made.ShouldBe(answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        made.ShouldBe(10);
        (await founded.BooksAsync(Resource.RegisteredModels)).ShouldBe((10, 10, 10));
    }

    [Fact]
    public async Task A_deleted_model_makes_room_at_once_and_takes_it_again_when_it_is_restored()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.RegisteredModels, 1);
        await founded.Owner.NewModelAsync(founded.Project, "one");

        var refused = await founded.Owner.PostAsync(founded.Project, "registered-models/create", new { name = "two" }, HttpStatusCode.Forbidden);
        refused.Code().ShouldBe("QUOTA_EXCEEDED");
        refused["message"]!.GetValue<string>().ShouldContain("has 1 registered model, and its plan Free allows 1. Delete one");

        await founded.Owner.CallAsync(HttpMethod.Delete, founded.Project, "registered-models/delete", new { name = "one" });
        await founded.Owner.NewModelAsync(founded.Project, "two");
        var restoring = await founded.Owner.SendAsync(HttpMethod.Delete, $"{founded.Api}/projects/first/models/one/trash").JsonAsync(HttpStatusCode.Forbidden);

        restoring["code"]!.GetValue<string>().ShouldBe("QUOTA_EXCEEDED");
        (await founded.BooksAsync(Resource.RegisteredModels)).ShouldBe((1, 1, 3));
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_takes_nothing()
    {
        var founded = await Founded.NewAsync(host);

        await StartAsync(founded, "first").ShouldAnswerAsync(HttpStatusCode.Conflict);
        var racing = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(founded, "same")));

        racing.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(1);
        (await founded.BooksAsync(Resource.Projects)).ShouldBe((2, 2, 2));
    }

    [Fact]
    public async Task A_smaller_plan_takes_nothing_away_and_refuses_only_what_is_new()
    {
        var founded = await Founded.NewAsync(host);
        await StartAsync(founded, "second").ShouldAnswerAsync(HttpStatusCode.OK);

        await founded.LimitAsync(Resource.Projects, 1);

        (await ProjectsAsync(founded)).ShouldBe(2);
        (await StartAsync(founded, "third").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("has 2 projects, and its plan Free allows 1");
    }

    [Fact]
    public async Task The_operator_changes_plans_and_limits_and_the_organization_reads_it_in_its_audit_log()
    {
        var founded = await Founded.NewAsync(host);

        (await founded.OperateAsync(plans => plans.SetPlanAsync(founded.Slug, PlanName.Team, Ct))).Limits[Resource.Projects].ShouldBe(500);
        (await founded.LimitAsync(Resource.Projects, null)).ShouldSatisfyAllConditions(
            agreed => agreed.Plan.ShouldBe(PlanName.Team), agreed => agreed.Limits[Resource.Projects].ShouldBeNull(), agreed => agreed.Agreed.ShouldBe([Resource.Projects]));
        (await founded.OperateAsync(plans => plans.ClearLimitAsync(founded.Slug, Resource.Projects, Ct))).Agreed.ShouldBeEmpty();

        var told = await founded.InAsync((db, _) => db.Events.Where(row => row.Kind.StartsWith("plan.")).OrderBy(row => row.Key).Select(row => row.Kind).ToListAsync());
        told.ShouldBe(["plan.changed", "plan.limit_agreed", "plan.limit_cleared"]);
    }

    [Fact]
    public async Task A_neighbours_limit_is_no_limit_here()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.Projects, 1);

        await host.NewProjectAsync();
        await host.Gus.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "theirs" }).RefusalAsync(HttpStatusCode.NotFound);
        (await founded.BooksAsync(Resource.Projects)).Balance.ShouldBe(1);
    }

    private static Task<HttpResponseMessage> StartAsync(Founded founded, string slug) => founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = slug, slug });

    private static Task<HttpResponseMessage> RegisterAsync(Founded founded, string name) => founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Project}/api/2.0/mlflow/registered-models/create", new { name });

    private static async Task<int> ProjectsAsync(Founded founded) => (await founded.Owner.GetAsync($"{founded.Api}/projects", Ct).JsonAsync()).AsArray().Count;
}
