using System.Collections.ObjectModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Tracking.Mlflow;

/// <summary>Where features put their MLflow endpoints: below a project's address, once for clients and once for the browser.</summary>
public sealed class MlflowRoutes(IEndpointRouteBuilder project)
{
    /// <summary>Most of the protocol: <c>/api/2.0</c> and its twin.</summary>
    public MlflowVersion V2 { get; } = new(project.MapGroup("/api/2.0"), project.MapGroup("/ajax-api/2.0"));

    /// <summary>What came with MLflow 3: <c>/api/3.0</c> and its twin.</summary>
    public MlflowVersion V3 { get; } = new(project.MapGroup("/api/3.0"), project.MapGroup("/ajax-api/3.0"));

    /// <summary>The project's address itself, for the few paths that clients ask without an API version.</summary>
    public IEndpointRouteBuilder Project { get; } = project;
}

/// <summary>One version of the protocol. Patterns begin after the version, such as <c>/mlflow/runs/get</c>, and are mapped for clients and for the browser's twin.</summary>
public sealed class MlflowVersion(RouteGroupBuilder api, RouteGroupBuilder ajax) : IEndpointRouteBuilder
{
    private readonly Twins _twins = new(api, ajax);

    /// <summary>For what only the browser's twin has.</summary>
    public IEndpointRouteBuilder Ajax { get; } = ajax.MapGroup("");

    IServiceProvider IEndpointRouteBuilder.ServiceProvider => ((IEndpointRouteBuilder)api).ServiceProvider;

    ICollection<EndpointDataSource> IEndpointRouteBuilder.DataSources => _twins;

    IApplicationBuilder IEndpointRouteBuilder.CreateApplicationBuilder() => ((IEndpointRouteBuilder)api).CreateApplicationBuilder();

    // Both groups look into the same source, so that a handler is mapped where the compiler sees it, and once.
    private sealed class Twins(IEndpointRouteBuilder api, IEndpointRouteBuilder ajax) : Collection<EndpointDataSource>
    {
        protected override void InsertItem(int index, EndpointDataSource item)
        {
            base.InsertItem(index, item);
            api.DataSources.Add(item);
            ajax.DataSources.Add(item);
        }
    }
}
