using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Results;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Finder;

public sealed class FinderTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_piece_of_a_name_finds_experiments_and_the_newest_runs_first_whatever_the_capitals()
    {
        var address = await host.NewProjectAsync();
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);
        await ben.Service<ExperimentService>().CreateAsync(ben.Project, new CreateExperiment("about ResNet"), Ct);
        await ben.Service<ExperimentService>().CreateAsync(ben.Project, new CreateExperiment("resnet-50"), Ct);
        await new StoredRuns(host.Services).AddAsync(address, 0, [Run("ResNet one", 1), Run("my resnet two", 2), Run("vit", 3), Run("resnet gone", 4) with { Deleted = true }], Ct);

        var found = (await ben.Service<FinderService>().FindAsync(ben.Project, " RESNET ", Ct)).Value;

        found.Experiments.Select(experiment => experiment.Name).ShouldBe(["resnet-50", "about ResNet"]);
        found.Runs.Select(run => run.Name).ShouldBe(["my resnet two", "ResNet one"]);
    }

    [Fact]
    public async Task The_beginning_of_an_id_finds_the_run()
    {
        var address = await host.NewProjectAsync();
        var sought = Run("by id", 1);
        await new StoredRuns(host.Services).AddAsync(address, 0, [sought, Run("another", 2)], Ct);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);

        var found = (await ben.Service<FinderService>().FindAsync(ben.Project, sought.RunId[..8].ToUpperInvariant(), Ct)).Value;

        found.Runs.ShouldHaveSingleItem().RunId.ShouldBe(sought.RunId);
    }

    [Fact]
    public async Task It_answers_over_HTTP_and_says_what_is_too_long()
    {
        var address = $"/api/v1/organizations{(await host.NewProjectAsync()).Replace("/acme/", "/acme/projects/", StringComparison.Ordinal)}/find?text=";

        (await host.Ben.GetAsync($"{address}default").JsonAsync())["experiments"]![0]!["name"]!.GetValue<string>().ShouldBe("Default");
        (await host.Ben.GetAsync(address + new string('a', 251)).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("look for a piece of it");
    }

    [Fact]
    public async Task Globex_finds_nothing_of_Acme()
    {
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, "/acme/vision");

        (await gus.Service<FinderService>().FindAsync(gus.Project, "e", Ct)).Refusal.ShouldBeOfType<NotFound>();
    }

    private static StoredRun Run(string name, long start) => new(
        $"{Guid.NewGuid():N}", start, new Dictionary<string, double>(), new Dictionary<string, string>(), new Dictionary<string, string>(), RunStatus.Finished, start, Name: name);
}
