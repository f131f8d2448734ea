using Shouldly;
using Xunit;

namespace Slipway.Commands;

public sealed class AuditCommandTests
{
    // Made by an installation of its own; nothing in it is anybody's.
    private const string Log = """
        {"number":1,"organization":"01a21538-927a-747d-87ea-03328b5928da","kind":"organization.founded","subject":"","project":null,"actor":"01a21538-8eb9-743e-a96b-2da1120acdcd","actorName":"Ada Moreno","at":"2026-11-26T00:19:18.778241Z","data":"{\"name\":\"acme\",\"kind\":\"organization.founded\",\"subject\":\"\"}","hash":"baed3b11dd7c4fb6685476251a9cbd31cc54f1375189610dc39a534ba5263152"}
        {"number":2,"organization":"01a21538-927a-747d-87ea-03328b5928da","kind":"project.created","subject":"projects/vision","project":"01a21538-934c-70b1-bfe6-0464a9abaa03","actor":"01a21538-8eb9-743e-a96b-2da1120acdcd","actorName":"Ada Moreno","at":"2026-11-26T00:19:18.987934Z","data":"{\"slug\":\"vision\",\"name\":\"vision\",\"kind\":\"project.created\",\"subject\":\"projects/vision\"}","hash":"36685bd55093afaeaad0343df498117f9312e0c0f62b7084765e0d203171751d"}
        {"number":3,"organization":"01a21538-927a-747d-87ea-03328b5928da","kind":"token.created","subject":"tokens","project":"01a21538-934c-70b1-bfe6-0464a9abaa03","actor":"01a21538-8eb9-743e-a96b-2da1120acdcd","actorName":"Ada Moreno","at":"2026-11-26T00:19:19.064132Z","data":"{\"name\":\"first look\",\"hint\":\"oVJo\",\"kind\":\"token.created\",\"subject\":\"tokens\"}","hash":"b26e505cd0e243f19afd34e8068f2df791840e1727828ec7f888dcf39c1b7ebc"}
        {"checkpoint":3,"organization":"01a21538-927a-747d-87ea-03328b5928da","hash":"b26e505cd0e243f19afd34e8068f2df791840e1727828ec7f888dcf39c1b7ebc","at":"2026-11-26T00:19:20.828995Z","key":"2e2e958bc020a27d","signature":"MEUCIB7BbcwtudX6bLdQCHsAi3wTQWK7CK7vdif8yfjqjKs2AiEA8y9gQRX0Ns+aHH9KBzQwISBjvTWlIJGeF5ZrzBoKgpo="}
        """;

    [Fact]
    public async Task An_intact_export_is_said_to_be_intact_and_what_was_not_checked_is_said_too()
    {
        var (code, said) = await VerifyAsync(Log + "\n");

        code.ShouldBe(0);
        said.ShouldContain("Intact: events 1 to 3");
        said.ShouldContain("Signatures were not checked");
    }

    [Fact]
    public async Task A_changed_line_is_named_and_the_exit_code_says_that_something_is_wrong()
    {
        var (code, said) = await VerifyAsync(Log.Replace("Ada Moreno", "Ada Morena", StringComparison.Ordinal) + "\n");

        code.ShouldBe(1);
        said.ShouldContain("Line 1 holds event 1 with another text");
        said.ShouldContain("NOT INTACT");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_another_exit_code()
    {
        using var errors = new StringWriter();

        (await AuditCommand.VerifyAsync(new("no-such-export.jsonl"), null, null, TextWriter.Null, errors, TestContext.Current.CancellationToken)).ShouldBe(2);

        errors.ToString().ShouldContain("There is no file");
    }

    private static async Task<(int Code, string Said)> VerifyAsync(string log)
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(file.FullName, log.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
            using var output = new StringWriter();
            return (await AuditCommand.VerifyAsync(file, null, null, output, TextWriter.Null, TestContext.Current.CancellationToken), output.ToString());
        }
        finally
        {
            file.Delete();
        }
    }
}
