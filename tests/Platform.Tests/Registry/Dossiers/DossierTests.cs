using System.Net;
using Shouldly;
using Slipway.Registry.Cards;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using UglyToad.PdfPig;
using Xunit;

namespace Slipway.Registry.Dossiers;

public sealed class DossierTests(SlipwayHost host)
{
    private const string Purpose = """
        Finds **fraud** in card payments.

        | metric | value |
        | --- | --- |
        | recall | 0.93 |

        1. Read [the manual](https://example.org/manual)
        2. Ask Ćwikła <script>alert('hostile')</script>
        """;

    [Fact]
    public async Task The_pdf_says_what_the_card_says_and_breaks_into_pages()
    {
        var model = await host.NewModelAsync("fraud");
        await host.Ben.WriteCardAsync(model, 0, new { purpose = Purpose, risk = "medium", notes = string.Join("\n\n", Enumerable.Range(0, 200).Select(number => $"Paragraph {number}. {new string('w', 130)}")) }).JsonAsync();

        var bytes = await host.Ben.GetByteArrayAsync($"{model}/versions/1/dossier.pdf", TestContext.Current.CancellationToken);

        using var pdf = PdfDocument.Open(bytes);
        var text = string.Join('\n', pdf.GetPages().Select(page => page.Text));
        pdf.NumberOfPages.ShouldBeGreaterThan(3);
        text.ShouldContain("fraud, version 1");
        text.ShouldContain("recall");
        text.ShouldContain("https://example.org/manual");
        text.ShouldContain("Ćwikła");
        text.ShouldContain("Paragraph 199.");
        text.ShouldContain("Medium");
        pdf.GetPages().ShouldAllBe(page => page.Letters.All(letter => letter.StartBaseLine.X > 0 && letter.EndBaseLine.X < page.Width && letter.StartBaseLine.Y > 0));
    }

    [Fact]
    public async Task It_says_what_the_version_was_made_of_and_measured_to_be()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "fraud");
        await host.Ben.TrainVersionAsync(project, "fraud", accuracy: 0.9375);
        var digest = (await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/fraud/versions/1/files", TestContext.Current.CancellationToken).JsonAsync())["files"]![1]!.Text("digest");

        var html = await host.Ben.GetStringAsync($"{project}/models/fraud/versions/1/dossier.html", TestContext.Current.CancellationToken);
        using var pdf = PdfDocument.Open(await host.Ben.GetByteArrayAsync($"{RegistryCalls.Models(project)}/fraud/versions/1/dossier.pdf", TestContext.Current.CancellationToken));
        var printed = string.Concat(pdf.GetPages().Select(page => page.Text)).Replace(" ", "", StringComparison.Ordinal);

        foreach (var said in new[] { "val/accuracy", "0.9375", "depth", "iris", "training", "abc123", "train.py", "width", "double", "python_function", "data/model.bin" })
        {
            html.ShouldContain(said);
            printed.ShouldContain(said);
        }

        html.ShouldContain(digest);
    }

    [Fact]
    public async Task Of_a_review_that_ended_it_says_which_checks_were_met()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "tag", name = "owner" } });
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "ben" });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Ada, review);
        await world.PromoteAsync(host.Ben, review).JsonAsync();

        var html = await host.Ben.GetStringAsync($"{world.Project}/models/{ReviewWorld.Model}/versions/1/dossier.html", TestContext.Current.CancellationToken);

        html.ShouldContain("Checks, as they were when it ended");
        html.ShouldContain(">Passed</td>");
        html.ShouldContain("of the review policy. Its state: promoted.");
    }

    [Fact]
    public async Task The_html_file_stands_by_itself_and_nothing_in_it_acts()
    {
        var model = await host.NewModelAsync("fraud");
        await host.Ben.WriteCardAsync(model, 0, new { purpose = Purpose }).JsonAsync();
        var project = model.Split('/')[6];

        using var answer = await host.Ben.GetAsync($"/acme/{project}/models/fraud/versions/1/dossier.html", TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("fraud-v1-dossier.html");
        html.ShouldContain("<strong>fraud</strong>");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("src=");
        html.ShouldNotContain("<link");
    }

    [Fact]
    public async Task The_neighbour_gets_neither()
    {
        var model = await host.NewModelAsync("fraud");

        await host.Gus.GetAsync($"{model}/versions/1/dossier", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{model}/versions/1/dossier.pdf", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/acme/{model.Split('/')[6]}/models/fraud/versions/1/dossier.html", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }
}
