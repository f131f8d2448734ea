using Shouldly;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunFactsTests
{
    private const string Commit = "9f3c2a7be01d4455ab12cd34ef56ab78cd90ef12";

    [Theory]
    [InlineData("https://github.com/acme/vision", "https://github.com/acme/vision")]
    [InlineData("https://github.com/acme/vision.git", "https://github.com/acme/vision")]
    [InlineData("git@github.com:acme/vision.git", "https://github.com/acme/vision")]
    [InlineData("https://ada:secret@github.com/acme/vision.git", "https://github.com/acme/vision")]
    public void A_commit_links_to_its_repository_without_anybodys_password(string repository, string expected)
    {
        var facts = RunFacts.Of([new("mlflow.source.git.commit", Commit), new("mlflow.source.git.repoURL", repository)]);

        facts.Source.ShouldBe([new("Git commit", Commit, $"{expected}/commit/{Commit}", true), new("Repository", expected, expected)]);
    }

    [Theory]
    [InlineData("ssh://git@gitlab.com/acme/vision.git", "https://gitlab.com/acme/vision/-/commit/", "https://gitlab.com/acme/vision/-/tree/feature/x%231")]
    [InlineData("https://gitlab.acme.example/ml/vision.git", "https://gitlab.acme.example/ml/vision/-/commit/", null)]
    [InlineData("https://ada@bitbucket.org/acme/vision.git", "https://bitbucket.org/acme/vision/commits/", "https://bitbucket.org/acme/vision/src/feature/x%231")]
    [InlineData("https://acme@dev.azure.com/acme/ml/_git/vision", "https://dev.azure.com/acme/ml/_git/vision/commit/", "https://dev.azure.com/acme/ml/_git/vision?version=GBfeature%2Fx%231")]
    [InlineData("git@ssh.dev.azure.com:v3/acme/ml/vision", "https://dev.azure.com/acme/ml/_git/vision/commit/", "https://dev.azure.com/acme/ml/_git/vision?version=GBfeature%2Fx%231")]
    [InlineData("https://git.acme.example/vision", "https://git.acme.example/vision/commit/", null)]
    public void Commits_and_branches_are_where_each_host_has_them(string repository, string commit, string? branch)
    {
        var facts = RunFacts.Of([new("mlflow.source.git.commit", Commit), new("mlflow.source.git.branch", "feature/x#1"), new("mlflow.source.git.repoURL", repository)]);

        facts.Source.Select(fact => fact.Href).Take(2).ShouldBe([commit + Commit, branch]);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/home/ada/vision")]
    public void What_is_no_web_address_is_never_a_link(string repository) =>
        RunFacts.Of([new("mlflow.source.git.commit", Commit), new("mlflow.source.git.repoURL", repository)]).Source.ShouldAllBe(fact => fact.Href == null);

    [Fact]
    public void Tags_of_people_and_of_programs_are_apart_and_in_order()
    {
        var facts = RunFacts.Of([new("team", "vision"), new("mlflow.user", "ada"), new("Owner", "ben"), new("mlflow.note.content", " A baseline. "), new("mlflow.parentRunId", "p1")]);

        facts.Tags.Select(tag => tag.Key).ShouldBe(["Owner", "team"]);
        facts.SystemTags.Select(tag => tag.Key).ShouldBe(["mlflow.note.content", "mlflow.parentRunId", "mlflow.user"]);
        (facts.Note, facts.ParentRun).ShouldBe((" A baseline. ", "p1"));
    }
}
