using Slipway.Foundation.Print;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;

namespace Slipway.Registry.Dossiers;

/// <summary>Sets a dossier as a PDF.</summary>
internal static class DossierPdf
{
    public static byte[] Of(Dossier dossier)
    {
        using var flow = new PdfFlow(dossier.Title);
        flow.Heading(1, dossier.Title);
        flow.Note($"{dossier.Organization} · {dossier.Project} · made on {Dossier.Time(dossier.At)}");
        Version(flow, dossier);
        Card(flow, dossier.Card);
        Reviews(flow, dossier.Reviews);
        Moves(flow, dossier.Promotions);
        using var file = new MemoryStream();
        flow.Save(file);
        return file.ToArray();
    }

    private static void Version(PdfFlow flow, Dossier dossier)
    {
        flow.Heading(2, "The version");
        flow.Facts(dossier.Facts.Select(fact => (fact.Name, fact.Value)));
        if (dossier.Version.Description.Length > 0)
        {
            flow.Heading(3, "Notes");
            PdfMarkdown.Set(flow, dossier.Version.Description, 3);
        }

        foreach (var table in dossier.Tables)
        {
            Table(flow, table);
        }
    }

    private static void Table(PdfFlow flow, DossierTable table)
    {
        flow.Heading(3, table.Title);
        flow.Table(table.Heads, table.Rows, table.Shares);
        if (table.Note is { } note)
        {
            flow.Note(note);
        }
    }

    private static void Card(PdfFlow flow, CardDetails card)
    {
        flow.Heading(2, "Model card");
        if (card is not { Revision: > 0, At: { } at })
        {
            flow.Note("Nobody has written this model's card.");
            return;
        }

        flow.Note($"Revision {card.Revision}, {Dossier.Time(at)}, by {card.By}. Digest {card.Digest}.");
        flow.Facts([("Risk", card.Card.Risk.ToString())]);
        foreach (var part in card.Card.Parts)
        {
            flow.Heading(3, part.Name);
            if (part.Text.Length == 0)
            {
                flow.Note("Nothing is written here.");
            }

            PdfMarkdown.Set(flow, part.Text, 3);
        }

        if (card.Card.Notes.Length > 0)
        {
            flow.Heading(3, "Notes");
            PdfMarkdown.Set(flow, card.Card.Notes, 3);
        }
    }

    private static void Reviews(PdfFlow flow, IReadOnlyList<DossierReview> reviews)
    {
        flow.Heading(2, "Reviews");
        if (reviews.Count == 0)
        {
            flow.Note("This version was never reviewed.");
        }

        foreach (var review in reviews)
        {
            flow.Heading(3, review.Title);
            flow.Note(review.Course);
            PdfMarkdown.Set(flow, review.Reason, 3);
            if (review.CheckTable is { } checks)
            {
                Table(flow, checks);
            }

            foreach (var decision in review.Decisions)
            {
                flow.Paragraph([new(decision.Said, Strong: true), new($" by {decision.Reviewer} on {Dossier.Time(decision.At)}")]);
                flow.Paragraph([new(decision.Reason)]);
                if (decision.CountsNoMore is { } why)
                {
                    flow.Note(why);
                }

                flow.Note($"Evidence {decision.Evidence}");
            }
        }
    }

    private static void Moves(PdfFlow flow, IReadOnlyList<PromotionDetails> moves)
    {
        if (moves.Count == 0)
        {
            return;
        }

        flow.Heading(2, "Where it stood");
        flow.Table(["When", "What", "By"], moves.Select(move => (IReadOnlyList<string>)[Dossier.Time(move.At), move.InWords, move.By]), [0.28, 0.47, 0.25]);
    }
}
