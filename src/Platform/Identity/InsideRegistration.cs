using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Identity;

internal static class InsideRegistration
{
    /// <summary>Registers a service that programs and pages call, made from parts that they don't see: the container looks for public constructors alone.</summary>
    public static void AddInside<T>(this IServiceCollection services)
        where T : class
    {
        var constructor = typeof(T).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        services.AddScoped(provider => (T)constructor.Invoke([.. constructor.GetParameters().Select(parameter => provider.GetRequiredService(parameter.ParameterType))]));
    }
}
