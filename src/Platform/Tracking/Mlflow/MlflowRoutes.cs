using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

/// <summary>One version of the protocol. Patterns begin after the version, such as <c>/mlflow/runs/get</c>.</summary>
public sealed class MlflowVersion(IEndpointRouteBuilder api, IEndpointRouteBuilder ajax)
{
    /// <summary>For what only the browser's twin has.</summary>
    public IEndpointRouteBuilder Ajax { get; } = ajax;

    public void Get(string pattern, Delegate handler) => Map(HttpMethods.Get, pattern, handler);

    public void Post(string pattern, Delegate handler) => Map(HttpMethods.Post, pattern, handler);

    public void Put(string pattern, Delegate handler) => Map(HttpMethods.Put, pattern, handler);

    public void Patch(string pattern, Delegate handler) => Map(HttpMethods.Patch, pattern, handler);

    public void Delete(string pattern, Delegate handler) => Map(HttpMethods.Delete, pattern, handler);

    private void Map(string method, string pattern, Delegate handler)
    {
        api.MapMethods(pattern, [method], handler);
        Ajax.MapMethods(pattern, [method], handler);
    }
}
