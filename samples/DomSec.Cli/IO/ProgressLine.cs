using System.Diagnostics;
using System.Globalization;

namespace DomSec.Cli.IO;

/// <summary>One line on a terminal for work that takes over a second; nothing anywhere else.</summary>
internal static class ProgressLine
{
    public static async Task<T> ShowAsync<T>(CliTerminal terminal, string doing, Stream source, Task<T> work)
    {
        if (!terminal.IsErrorTerminal)
        {
            return await work;
        }

        long started = Stopwatch.GetTimestamp();
        bool shown = false;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await Task.WhenAny(work, timer.WaitForNextTickAsync().AsTask()) != work)
        {
            shown = true;
            string done = source.CanSeek && source.Length > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{Position(source) * 100.0 / source.Length,3:0} %")
                : "";
            terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{doing} {done} {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s "));
        }

        if (shown)
        {
            terminal.Error.Write("\r" + new string(' ', 60) + "\r");
        }

        return await work;
    }

    private static long Position(Stream source)
    {
        try
        {
            return Math.Min(source.Position, source.Length);
        }
        catch (ObjectDisposedException)
        {
            return source.CanSeek ? source.Length : 0; // it ended between two looks
        }
    }
}
