using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Data;

/// <summary>One model, one meaning on all three databases, as far as it can be told without them.</summary>
public sealed class ModelTests
{
    private const int SqlServerIndexBytes = 1_700;
    private const int SqlServerClusteredBytes = 900;
    private const int PostgreSqlIndexBytes = 2_700;

    /// <summary>Numbers that need no column beside them that says whether they are numbers.</summary>
    private static readonly Dictionary<string, string> NeverNaN = new()
    {
        ["MetricSeries.Min"] = "of the values that are numbers; null while there is none",
        ["MetricSeries.Max"] = "of the values that are numbers; null while there is none",
    };

    public static TheoryData<DatabaseProvider> Providers => [.. Enum.GetValues<DatabaseProvider>()];

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_migrations_are_up_to_date_with_the_model(DatabaseProvider provider)
    {
        using var db = DesignTimeContext.Create(provider, "");

        db.Database.GetMigrations().ShouldNotBeEmpty();
        db.Database.HasPendingModelChanges().ShouldBeFalse("The model was changed: write its migration with infra/migrate.");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void All_text_compares_by_its_letters_and_not_by_a_language(DatabaseProvider provider)
    {
        var ordinal = provider switch { DatabaseProvider.Sqlite => "BINARY", DatabaseProvider.SqlServer => "Latin1_General_100_BIN2", _ => "C" };
        var texts = Properties(provider).Where(property => StoredAs(property) == typeof(string)).ToList();

        texts.Count.ShouldBeGreaterThan(30);
        texts.Where(property => property.GetCollation() != ordinal).Select(Name).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void An_id_takes_sixteen_bytes(DatabaseProvider provider)
    {
        var type = provider switch { DatabaseProvider.Sqlite => "BLOB", DatabaseProvider.SqlServer => "uniqueidentifier", _ => "uuid" };
        var ids = Properties(provider).Where(property => IsId(Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType)).ToList();

        ids.Count.ShouldBeGreaterThan(20);
        ids.Where(property => property.GetColumnType() != type).Select(property => $"{Name(property)} is {property.GetColumnType()}").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void What_a_database_cannot_compare_is_not_stored(DatabaseProvider provider)
    {
        var properties = Properties(provider);

        properties.ShouldNotBeEmpty();
        properties.Where(property => StoredAs(property) is var type && (type == typeof(DateTimeOffset) || type == typeof(decimal) || type == typeof(TimeSpan)) && !IsTheFrameworks(property)).Select(Name).ShouldBeEmpty();
    }

    [Fact]
    public void A_fraction_has_a_column_beside_it_that_says_whether_it_is_a_number()
    {
        var fractions = Properties(DatabaseProvider.SqlServer).Where(property => StoredAs(property) == typeof(double) || StoredAs(property) == typeof(float)).ToList();

        fractions.Count.ShouldBeGreaterThan(NeverNaN.Count);
        NeverNaN.Keys.Except(fractions.Select(Name)).ShouldBeEmpty();
        fractions.Where(property => !NeverNaN.ContainsKey(Name(property))
                && property.DeclaringType.FindProperty(property.Name.Replace("Value", "", StringComparison.Ordinal) + "IsNaN")?.ClrType != typeof(bool))
            .Select(Name).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void No_deletion_reaches_a_row_on_two_ways(DatabaseProvider provider)
    {
        var entities = Model(provider);
        var cascades = entities.SelectMany(entity => entity.GetForeignKeys()).Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull).ToList();

        cascades.Count.ShouldBeGreaterThan(3);
        foreach (var entity in entities)
        {
            var reached = new List<string>();
            Follow(entity, reached, 0);
            reached.GroupBy(name => name).Where(ways => ways.Count() > 1).Select(ways => $"{ways.Key} from {entity.DisplayName()}").ShouldBeEmpty();
        }

        void Follow(IReadOnlyEntityType from, List<string> reached, int depth)
        {
            depth.ShouldBeLessThan(20, $"{from.DisplayName()} reaches itself");
            foreach (var key in cascades.Where(key => key.PrincipalEntityType == from))
            {
                reached.Add(key.DeclaringEntityType.DisplayName());
                Follow(key.DeclaringEntityType, reached, depth + 1);
            }
        }
    }

    [Fact]
    public void A_key_fits_into_an_index_of_SQL_Server()
    {
        var entities = Model(DatabaseProvider.SqlServer);
        var keys = entities.SelectMany(entity => entity.GetKeys().Select(key => (Name: $"key {key.GetName()}", key.Properties, Most: key.IsPrimaryKey() && key.IsClustered() is not false ? SqlServerClusteredBytes : SqlServerIndexBytes)));
        var indexes = entities.SelectMany(entity => entity.GetIndexes().Select(index => (Name: $"index {index.GetDatabaseName()}", index.Properties, Most: index.IsClustered() is true ? SqlServerClusteredBytes : SqlServerIndexBytes)));

        ShouldFit([.. keys, .. indexes], bytesOfALetter: 2);
    }

    [Fact]
    public void A_key_fits_into_an_index_of_PostgreSQL()
    {
        var entities = Model(DatabaseProvider.PostgreSql);
        var keys = entities.SelectMany(entity => entity.GetKeys().Select(key => (Name: $"key {key.GetName()}", key.Properties, PostgreSqlIndexBytes)));
        var indexes = entities.SelectMany(entity => entity.GetIndexes().Select(index => (Name: $"index {index.GetDatabaseName()}", index.Properties, PostgreSqlIndexBytes)));

        // What takes two bytes in UTF-16 takes three in UTF-8.
        ShouldFit([.. keys, .. indexes], bytesOfALetter: 3);
    }

    private static void ShouldFit(List<(string Name, IReadOnlyList<IReadOnlyProperty> Properties, int Most)> keys, int bytesOfALetter)
    {
        keys.Count.ShouldBeGreaterThan(30);
        keys.Select(key => (key.Name, Bytes: key.Properties.Sum(property => Bytes((IProperty)property, bytesOfALetter)), key.Most)).Where(key => key.Bytes > key.Most).ShouldBeEmpty();
    }

    private static long Bytes(IProperty property, int bytesOfALetter) => StoredAs(property) switch
    {
        var type when type == typeof(string) => (long)(property.GetMaxLength() ?? int.MaxValue) * bytesOfALetter,
        var type when type == typeof(byte[]) => property.GetMaxLength() ?? int.MaxValue,
        var type when type == typeof(Guid) => 16,
        var type when type == typeof(bool) || type == typeof(byte) => 1,
        var type when type == typeof(int) || type == typeof(short) => 4,
        var type when type == typeof(long) || type == typeof(double) || type == typeof(DateTime) => 8,
        var type => throw new NotSupportedException($"How long is a {type.Name}?"),
    };

    private static IReadOnlyList<IEntityType> Model(DatabaseProvider provider)
    {
        using var db = DesignTimeContext.Create(provider, "");
        // A part that is stored as JSON in its owner's column has neither columns nor keys itself.
        return [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson())];
    }

    private static IReadOnlyList<IProperty> Properties(DatabaseProvider provider) => [.. Model(provider).SelectMany(entity => entity.GetProperties())];

    private static Type StoredAs(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static bool IsId(Type type) => type == typeof(Guid) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>));

    // Identity's lockout, which is read with its row and never compared in the database.
    private static bool IsTheFrameworks(IProperty property) => property.DeclaringType.ClrType == typeof(User) && property.Name == nameof(User.LockoutEnd);

    private static string Name(IReadOnlyProperty property) => $"{property.DeclaringType.ShortName()}.{property.Name}";
}
