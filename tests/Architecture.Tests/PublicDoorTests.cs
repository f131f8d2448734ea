using System.Reflection;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>What pages and programs call is documented, and what they send can be validated.</summary>
public sealed class PublicDoorTests
{
    private static readonly Assembly Assembly = typeof(Platform).Assembly;

    private static readonly IReadOnlySet<string> Documented = XDocument.Load(Path.ChangeExtension(Assembly.Location, ".xml"))
        .Descendants("member").Where(member => member.Element("summary")?.Value.Trim() is { Length: > 0 } || member.Element("inheritdoc") is not null)
        .Select(member => member.Attribute("name")!.Value.Split('(', '`')[0]).ToHashSet();

    private static IEnumerable<Type> Public => Assembly.GetExportedTypes().Where(type => type.Namespace?.StartsWith("Slipway", StringComparison.Ordinal) is true);

    private static IReadOnlyList<Type> Services => [.. Public.Where(type => type.Name.EndsWith("Service", StringComparison.Ordinal))];

    [Fact]
    public void Every_public_service_and_each_of_its_methods_has_a_docstring()
    {
        var methods = Services.SelectMany(service => service.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName)).ToList();

        Services.Count.ShouldBeGreaterThan(5);
        methods.Count.ShouldBeGreaterThan(20);
        Services.Where(service => !Documented.Contains($"T:{service.FullName}")).Select(service => service.FullName).ShouldBeEmpty();
        methods.Where(method => !Documented.Contains($"M:{method.DeclaringType!.FullName}.{method.Name}")).Select(method => $"{method.DeclaringType!.FullName}.{method.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_public_record_has_a_docstring()
    {
        var records = Public.Where(IsRecord).ToList();

        records.Count.ShouldBeGreaterThan(20);
        records.Where(record => !Documented.Contains($"T:{record.FullName!.Split('`')[0].Replace('+', '.')}")).Select(record => record.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Every_service_method_that_refuses_can_be_told_to_stop()
    {
        // Accounts are the framework's, which takes no token.
        string[] without = ["SignInAsync", "CreateUserAsync"];
        var methods = Services.SelectMany(service => service.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.ReturnType.IsGenericType).ToList();

        methods.ShouldNotBeEmpty();
        methods.Where(method => !without.Contains(method.Name) && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").ShouldBeEmpty();
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);
}
