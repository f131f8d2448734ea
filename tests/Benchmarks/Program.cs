using System.Reflection;
using BenchmarkDotNet.Running;
using Slipway.Load;

if (args is ["load", .. var chosen])
{
    return await LoadRun.RunAsync(chosen);
}

BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
