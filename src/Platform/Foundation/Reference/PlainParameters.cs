using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Slipway.Foundation.Reference;

/// <summary>
/// Keeps the parts of a record that is taken from a query out of the framework's hands where it looks for their attributes: it casts those of
/// parts to a type that they don't have, and the whole document fails (dotnet/aspnetcore#65348).
/// </summary>
internal sealed class PlainParameters : IApiDescriptionProvider
{
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var parameter in context.Results.SelectMany(description => description.ParameterDescriptions))
        {
            if (parameter.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo.Member.MemberType: System.Reflection.MemberTypes.Property })
            {
                parameter.ParameterDescriptor = new() { Name = parameter.Name, ParameterType = parameter.Type };
            }
        }
    }
}
