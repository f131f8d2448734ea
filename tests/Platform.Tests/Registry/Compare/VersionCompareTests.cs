using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Compare;

public sealed class VersionCompareTests(SlipwayHost host)
{
    [Fact]
    public async Task Two_versions_are_held_against_each_other_as_they_were_registered()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m", accuracy: 0.9);
        await host.Ben.TrainVersionAsync(project, "m", accuracy: 0.95, requirements: "scikit-learn==1.6\n");

        var compared = await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/comparison?version=2&version=1").JsonAsync();

        compared["versions"]!.AsArray().Select(version => version!["number"]!.GetValue<int>()).ShouldBe([2, 1]);
        var metric = compared["metrics"]!.AsArray().Single()!;
        metric["values"]!.AsArray().Select(value => value!.GetValue<double>()).ShouldBe([0.95, 0.9]);
        metric["lowerIsBetter"]!.GetValue<bool>().ShouldBeFalse();
        compared["params"]!.AsArray().Single()!["differs"]!.GetValue<bool>().ShouldBeFalse();
        compared["signature"]!.AsArray().Single()!.Text("name").ShouldBe("input width");
        compared["environment"]!.AsArray().Single()!["values"]!.AsArray().Select(text => text!.GetValue<string>().Trim()).ShouldBe(["scikit-learn==1.6", "scikit-learn==1.5"]);
        compared["files"]!.AsArray().Where(file => file!["differs"]!.GetValue<bool>()).Select(file => file!.Text("path")).ShouldBe(["data/model.bin", "requirements.txt"]);
        await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/comparison?version=9").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{RegistryCalls.Models(project)}/m/comparison?version=1").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }
}
