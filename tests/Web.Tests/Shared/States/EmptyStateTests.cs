using Bunit;
using Shouldly;
using Slipway.Shared.Code;
using Xunit;

namespace Slipway.Shared.States;

public sealed class EmptyStateTests : PageTest
{
    private static readonly Snippet[] Languages = [new("Python", "import mlflow"), new("R", "library(mlflow)")];

    [Fact]
    public void It_shows_the_lines_that_fill_it_with_the_first_language_chosen()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Title, "No runs yet").Add(e => e.Snippets, Languages));

        empty.FindAll("pre").Select(pre => pre.TextContent).ShouldBe(["import mlflow", "library(mlflow)"]);
        empty.FindAll("input[type=radio]").Select(choice => choice.HasAttribute("checked")).ShouldBe([true, false]);
    }

    [Fact]
    public void Each_snippet_can_be_copied_and_says_what_it_is() =>
        Render<EmptyState>(p => p.Add(e => e.Title, "No runs yet").Add(e => e.Snippets, Languages))
            .FindAll("button[data-copy]").Select(button => button.GetAttribute("aria-label")).ShouldBe(["Copy: No runs yet, Python", "Copy: No runs yet, R"]);

    [Fact]
    public void One_language_needs_no_choice() =>
        Render<EmptyState>(p => p.Add(e => e.Title, "No runs yet").Add(e => e.Snippets, Languages[..1])).FindAll("input").ShouldBeEmpty();

    [Fact]
    public void Two_on_a_page_do_not_share_one_choice()
    {
        var groups = Enumerable.Range(0, 2).Select(_ => Render<EmptyState>(p => p.Add(e => e.Title, "None").Add(e => e.Snippets, Languages)).Find("input").GetAttribute("name"));

        groups.Distinct().Count().ShouldBe(2);
    }
}
