using Shouldly;
using Xunit;

namespace Slipway.Tracking.Runs.Media;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("train#loss+step+3+timestamp+1795462727068+38b4b01b.png", "train/loss", 3, false)]
    [InlineData("img%step%-12%timestamp%1795462727068%ab%compressed.webp", "img", -12, true)]
    public void The_name_of_a_logged_image_says_key_step_and_time(string name, string key, long step, bool isPreview)
    {
        var image = ImageName.Of(name)!;

        (image.Key, image.Step, image.Time, image.IsPreview).ShouldBe((key, step, 1795462727068, isPreview));
    }

    [Theory]
    [InlineData("confusion.png")]
    [InlineData("x+step+1+timestamp+99999999999999999+a.png")]
    public void Other_names_say_nothing(string name) => ImageName.Of(name).ShouldBeNull();
}
