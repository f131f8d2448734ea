using Shouldly;
using Xunit;

namespace Slipway.Shared.Code;

public sealed class DiffTextTests
{
    [Fact]
    public void A_diff_is_told_apart_line_by_line_and_a_removed_rule_is_no_head()
    {
        const string Diff = "diff --git a/x.md b/x.md\nindex 1..2 100644\n--- a/x.md\n+++ b/x.md\n@@ -1,3 +1,3 @@ Title\n same\n--- a rule\n+++ another\r\ndiff --git a/y b/y\nnew file mode 100644\n";

        var lines = DiffText.Read(Diff);

        lines.Select(line => line.Kind).ShouldBe(
        [
            DiffKind.File, DiffKind.File, DiffKind.File, DiffKind.File, DiffKind.Place, DiffKind.Same, DiffKind.Removed, DiffKind.Added, DiffKind.File, DiffKind.File,
        ]);
        lines[7].Text.ShouldBe("+++ another");
        DiffText.Count(lines).ShouldBe((1, 1));
    }

    [Fact]
    public void A_diff_without_a_head_is_read_too() => DiffText.Read("@@ -1 +1 @@\n-a\n+b").Select(line => line.Kind).ShouldBe([DiffKind.Place, DiffKind.Removed, DiffKind.Added]);
}
