using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Slipway.Foundation.Data;

/// <summary>One model, one meaning on all three databases: ids take 16 bytes, enums are names, times are UTC, text compares ordinally.</summary>
internal static class Conventions
{
    private const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";
    private const string SqlServer = "Microsoft.EntityFrameworkCore.SqlServer";
    private const string PostgreSql = "Npgsql.EntityFrameworkCore.PostgreSQL";

    public static void Apply(ModelConfigurationBuilder conventions, string provider)
    {
        var ids = provider is Sqlite ? typeof(IdBytesConverter<>) : typeof(IdConverter<>);
        foreach (var entity in IdentifiedEntities())
        {
            conventions.Properties(typeof(Id<>).MakeGenericType(entity)).HaveConversion(ids.MakeGenericType(entity));
        }

        if (provider is Sqlite)
        {
            conventions.Properties<Guid>().HaveConversion<GuidBytesConverter>();
        }

        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
        conventions.Properties<string>().UseCollation(Collation(provider));
    }

    /// <summary>Enums that are stored by name are text too. Those with a number would be refused a collation, so this waits until mappings have chosen.</summary>
    public static void CollateNames(ModelBuilder model, string provider)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetDeclaredProperties()))
        {
            if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType).IsEnum && property.GetProviderClrType() == typeof(string))
            {
                property.SetCollation(Collation(provider));
            }
        }
    }

    private static string Collation(string provider) => provider switch
    {
        Sqlite => "BINARY",
        SqlServer => "Latin1_General_100_BIN2",
        PostgreSql => "C",
        _ => throw new InvalidOperationException($"No collation is known for {provider}."),
    };

    private static IEnumerable<Type> IdentifiedEntities() =>
        typeof(SaasDb).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>) && !type.ContainsGenericParameters)
            .Select(type => type.GetGenericArguments()[0])
            .Distinct();

    internal sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new(value));

    internal sealed class IdBytesConverter<T>() : ValueConverter<Id<T>, byte[]>(id => Bytes(id.Value), value => new(FromBytes(value)));

    internal sealed class GuidBytesConverter() : ValueConverter<Guid, byte[]>(value => Bytes(value), bytes => FromBytes(bytes));

    internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(value => value, value => DateTime.SpecifyKind(value, DateTimeKind.Utc));

    internal static byte[] Bytes(Guid value) => value.ToByteArray(bigEndian: true);

    private static Guid FromBytes(byte[] bytes) => new(bytes, bigEndian: true);
}
