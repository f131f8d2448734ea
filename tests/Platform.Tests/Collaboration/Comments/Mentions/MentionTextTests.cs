using Shouldly;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Collaboration.Comments.Mentions;

public sealed class MentionTextTests
{
    [Theory]
    [InlineData("Ada Moreno", "ada-moreno")]
    [InlineData("ada-moreno", "ada-moreno")]
    [InlineData("José  da Silva-Núñez", "jose-da-silva-nunez")]
    [InlineData("李 雷", "李-雷")]
    [InlineData("Dr. O'Neil, PhD", "dr-o-neil-phd")]
    [InlineData("…", "")]
    public void A_name_is_called_in_letters_digits_and_hyphens(string name, string handle) => MentionText.HandleOf(name).ShouldBe(handle);

    [Theory]
    [InlineData("@ada", "ada")]
    [InlineData("Ask @ada-moreno, or @Ben.", "ada-moreno ben")]
    [InlineData("(@ada) @ada", "ada")]
    [InlineData("ada@acme.example", "")]
    [InlineData("https://example.com/@ada", "")]
    [InlineData("`@property` and @ben", "ben")]
    [InlineData("``a ` @ada``@ben", "ben")]
    [InlineData("```python\n@torch.no_grad()\ndef f(): ...\n```\n@ben", "ben")]
    [InlineData("~~~\n@ada", "")]
    [InlineData("a `lone tick and @ada", "ada")]
    [InlineData("@", "")]
    [InlineData("@李雷 看", "李雷")]
    public void Names_are_found_in_words_and_not_in_code_or_addresses(string text, string handles) => string.Join(' ', MentionText.HandlesIn(text)).ShouldBe(handles);

    [Fact]
    public void A_long_text_of_almost_names_and_ticks_is_read_at_once()
    {
        var text = string.Concat(Enumerable.Repeat("`@a ``` ~~~ @-", 700));

        MentionText.HandlesIn(text).Count.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_first_name_means_somebody_only_where_one_person_has_it()
    {
        var reader = new MentionReader([Person("Ada Moreno"), Person("Ada Byron"), Person("Ben Okafor")], Array.Empty<(Guid, Id<Foundation.Access.User>)>().ToLookup(each => each.Item1, each => each.Item2));

        reader.Resolve("ben")!.Name.ShouldBe("Ben Okafor");
        reader.Resolve("ada").ShouldBeNull();
        reader.Resolve("ada-byron")!.Name.ShouldBe("Ada Byron");
        reader.Resolve("be").ShouldBeNull();
        reader.Find("ada").Select(each => each.Name).ShouldBe(["Ada Byron", "Ada Moreno"]);
    }

    private static Mentionable Person(string name) => new(MentionKind.Person, Id<Foundation.Access.User>.New().Value, MentionText.HandleOf(name), name, null);
}
