using Shouldly;
using Slipway.Tracking.Runs.Media;
using Xunit;

namespace Slipway.Tracking.Compare;

public sealed class ComparedImagesTests
{
    private static readonly RunImages First = new([Series("weights", 0, 10, 20), Series("only here", 5)], ["confusion.png"], IsCut: false);
    private static readonly RunImages Second = new([Series("weights", 10, 30)], ["confusion.png", "roc.png"], IsCut: false);

    [Fact]
    public void What_most_runs_drew_comes_first_and_series_before_files() =>
        ComparedImages.Of([First, Second]).Select(picture => picture.Name).ShouldBe(["weights", "only here", "confusion.png", "roc.png"]);

    [Fact]
    public void At_a_step_each_run_shows_its_image_of_then_or_the_last_before()
    {
        var weights = ComparedImages.Of([First, Second])[0];

        weights.Steps.ShouldBe([0, 10, 20, 30]);
        (weights.At(0, 20)!.Step, weights.At(1, 20)!.Step).ShouldBe((20, 10));
        (weights.At(0, 30)!.Step, weights.At(1, 30)!.Step).ShouldBe((20, 30));
        weights.At(1, 0).ShouldBeNull();
    }

    [Fact]
    public void A_file_stands_beside_that_of_the_same_path_whatever_the_step()
    {
        var pictures = ComparedImages.Of([First, Second]);

        pictures[2].At(0, 0)!.Path.ShouldBe("confusion.png");
        pictures[2].At(1, 30)!.Path.ShouldBe("confusion.png");
        pictures[3].At(0, 30).ShouldBeNull();
    }

    private static ImageSeries Series(string key, params long[] steps) => new(key, [.. steps.Select(step => new LoggedImage($"images/{key}+step+{step}.png", null, step, 0))]);
}
