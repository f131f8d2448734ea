using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace Slipway.Foundation.Data;

/// <summary>What SQL Server is sent to make its tables, read by its own parser: the server itself can't be had everywhere.</summary>
public sealed class SqlServerScriptTests
{
    [Fact]
    public void The_migration_script_parses_with_what_it_executes_as_text()
    {
        using var db = DesignTimeContext.Create(DatabaseProvider.SqlServer, "");

        var parsed = Parse(db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent));

        parsed.Tables.ShouldBeGreaterThanOrEqualTo(Tables(db));
        parsed.Executed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_script_of_an_empty_database_parses()
    {
        using var db = DesignTimeContext.Create(DatabaseProvider.SqlServer, "");

        Parse(db.GetService<IRelationalDatabaseCreator>().GenerateCreateScript()).Tables.ShouldBeGreaterThanOrEqualTo(Tables(db));
    }

    [Theory]
    [InlineData("CREATE TABLE [A] ([B] int NOT NUL)")]
    [InlineData("EXEC(N'CREATE INDEX [I] ON [A] ([B]) WHERE [B] IS NO NULL')")]
    public void A_broken_script_is_noticed(string script) => Should.Throw<ShouldAssertException>(() => Parse(script));

    private static int Tables(SaasDb db) => db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).OfType<string>().Distinct().Count();

    private static (int Tables, int Executed) Parse(string script)
    {
        using var text = new StringReader(script);
        var fragment = new TSql170Parser(initialQuotedIdentifiers: true).Parse(text, out var errors);
        errors.Select(error => $"{error.Line}: {error.Message}").ShouldBeEmpty();

        var reading = new Reading();
        fragment.Accept(reading);
        var nested = reading.Executed.Select(Parse).ToList();
        return (reading.Tables + nested.Sum(each => each.Tables), reading.Executed.Count + nested.Sum(each => each.Executed));
    }

    private sealed class Reading : TSqlFragmentVisitor
    {
        public int Tables { get; private set; }

        public List<string> Executed { get; } = [];

        public override void Visit(CreateTableStatement node) => Tables++;

        // A name that is only found when the script runs, such as a default's, stands in a variable: any name parses like it.
        public override void Visit(ExecutableStringList node) => Executed.Add(string.Concat(node.Strings.Select(part => part is StringLiteral literal ? literal.Value : "[name]")));
    }
}
