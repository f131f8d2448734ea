using Shouldly;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Live;

public sealed class TopicsTests
{
    private static readonly Id<Organization> Acme = Id<Organization>.New();
    private static readonly Id<Project> Vision = Id<Project>.New();

    [Fact]
    public void A_topic_names_what_decides_about_access()
    {
        Topic.Parse(Topics.Events(Acme)).ShouldBe(new Topic(Acme, null));
        Topic.Parse(Topics.Project(Vision)).ShouldBe(new Topic(null, Vision));
        Topic.Parse(Topics.Experiment(Vision, 7)).ShouldBe(new Topic(null, Vision));
        Topic.Parse(Topics.Run(Vision, "0123456789abcdef0123456789abcdef")).ShouldBe(new Topic(null, Vision));
        Topic.Parse(Topics.Comments(Vision, "run", "0123456789abcdef0123456789abcdef")).ShouldBe(new Topic(null, Vision));
        Topic.Parse(Topics.Comments(Vision, "model", "fraud / Übung 3")).ShouldBe(new Topic(null, Vision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("events/")]
    [InlineData("events/acme")]
    [InlineData("projects/0199AAAA-0000-7000-8000-000000000001")]
    [InlineData("projects/0199aaaa-0000-7000-8000-000000000001/")]
    [InlineData("experiments/0199aaaa-0000-7000-8000-000000000001/07")]
    [InlineData("experiments/0199aaaa-0000-7000-8000-000000000001/-7")]
    [InlineData("runs/0199aaaa-0000-7000-8000-000000000001/")]
    [InlineData("runs/0199aaaa-0000-7000-8000-000000000001/a b")]
    [InlineData("runs/0199aaaa-0000-7000-8000-000000000001/a/b")]
    [InlineData("comments/0199aaaa-0000-7000-8000-000000000001/run/")]
    [InlineData("comments/0199aaaa-0000-7000-8000-000000000001/run/a b")]
    [InlineData("comments/0199aaaa-0000-7000-8000-000000000001/run/a/b")]
    [InlineData("users/0199aaaa-0000-7000-8000-000000000001")]
    public void A_name_spelled_in_any_other_way_is_no_topic(string name) => Topic.Parse(name).ShouldBeNull();
}
