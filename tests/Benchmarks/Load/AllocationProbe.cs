using System.Globalization;
using Slipway.Load;

/// <summary>The runtime calls this in the measured process before its own program; the name and the lack of a namespace are the runtime's.</summary>
internal static class StartupHook
{
    public static void Initialize() => AllocationProbe.Answer();
}

namespace Slipway.Load
{
    /// <summary>
    /// How much the measured process has allocated: it is loaded into it, and writes the number down whenever the load client asks by deleting the file.
    /// </summary>
    internal static class AllocationProbe
    {
        private const string Variable = "SLIPWAY_LOAD_PROBE";
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

        /// <summary>What the measured process has to be started with.</summary>
        public static (string, string)[] Settings(string file) => [("DOTNET_STARTUP_HOOKS", typeof(AllocationProbe).Assembly.Location), (Variable, file)];

        /// <summary>All bytes that the process has allocated since its start.</summary>
        public static async Task<long> AskAsync(string file)
        {
            File.Delete(file);
            while (!File.Exists(file))
            {
                await Task.Delay(Pause);
            }

            return long.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
        }

        public static void Answer()
        {
            if (Environment.GetEnvironmentVariable(Variable) is { } file)
            {
                _ = Task.Run(() => AnswerAsync(file));
            }
        }

        private static async Task AnswerAsync(string file)
        {
            while (true)
            {
                if (!File.Exists(file))
                {
                    // Under its name only when it is whole.
                    await File.WriteAllTextAsync(file + ".new", GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
                    File.Move(file + ".new", file);
                }

                await Task.Delay(Pause);
            }
        }
    }
}
