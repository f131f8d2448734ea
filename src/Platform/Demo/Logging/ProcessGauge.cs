namespace Slipway.Demo.Logging;

/// <summary>What this process takes of its machine, measured now and then while something runs.</summary>
internal sealed class ProcessGauge(TimeProvider time)
{
    private const double Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private TimeSpan _busy = Environment.CpuUsage.TotalTime;
    private long _since = time.GetTimestamp();
    private int _samples;

    /// <summary>Notes a sample when the last one is a second old.</summary>
    public void MeasureInto(LoggedRun run)
    {
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed < Pause)
        {
            return;
        }

        var busy = Environment.CpuUsage.TotalTime;
        run.Measure("system/process_cpu_percentage", 100 * (busy - _busy) / elapsed / Environment.ProcessorCount, _samples);
        run.Measure("system/process_memory_megabytes", Environment.WorkingSet / Mebibyte, _samples);
        run.Measure("system/process_heap_megabytes", GC.GetTotalMemory(forceFullCollection: false) / Mebibyte, _samples);
        (_busy, _since, _samples) = (busy, time.GetTimestamp(), _samples + 1);
    }
}
