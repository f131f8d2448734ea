using System.Linq.Expressions;
using System.Reflection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;

namespace Slipway.Safety;

/// <summary>Services called by reflection, with something of the right form in every parameter.</summary>
internal static class ServiceCalls
{
    /// <summary>Every method that a page or an endpoint can call.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } =
        [.. from service in typeof(Platform).Assembly.GetExportedTypes()
            where service.Name.EndsWith("Service", StringComparison.Ordinal) && !service.IsAbstract
            from method in service.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName
            orderby service.FullName, method.Name
            select method];

    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    public static bool AnswersResult(MethodInfo method) =>
        method.ReturnType is { IsGenericType: true } task && task.GetGenericTypeDefinition() == typeof(Task<>)
        && task.GetGenericArguments()[0] is { IsGenericType: true } result && result.GetGenericTypeDefinition() == typeof(Result<>);

    /// <summary>Why the service declined; null when it did what it was asked.</summary>
    public static async Task<Refusal?> AskAsync(MethodInfo method, object service, KnownProject project)
    {
        var task = (Task)method.Invoke(service, [.. method.GetParameters().Select(parameter => Sample(parameter.ParameterType, project))])!;
        await task;
        var result = task.GetType().GetProperty("Result")!.GetValue(task)!;
        return (Refusal?)result.GetType().GetProperty(nameof(Result<>.Refusal))!.GetValue(result);
    }

    private static object? Sample(Type type, KnownProject project)
    {
        if (type == typeof(KnownProject))
        {
            return project;
        }

        if (type == typeof(string))
        {
            return "walked";
        }

        if (type == typeof(Stream))
        {
            return Stream.Null;
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return null;
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return Expression.Lambda(type, Expression.Default(invoke.ReturnType), invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))).Compile();
        }

        if (type.IsInterface && type.IsGenericType && type.GetGenericArguments() is [var item])
        {
            return Activator.CreateInstance(typeof(List<>).MakeGenericType(item));
        }

        return type.IsValueType ? Activator.CreateInstance(type) : Made(type, project);
    }

    private static object Made(Type type, KnownProject project)
    {
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)
            ?? throw new InvalidOperationException($"Nothing is known of how a {type.Name} is made: say so in Safety/ServiceCalls.cs.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue && parameter.DefaultValue is null ? null : Sample(parameter.ParameterType, project))]);
    }
}
