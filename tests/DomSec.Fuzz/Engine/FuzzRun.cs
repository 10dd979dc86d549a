using System.Diagnostics;
using System.Globalization;

namespace DomSec.Fuzz.Engine;

/// <summary>
/// A bounded run over targets. The work is cut into batches that each have a generator of their own, so that a seed gives the same inputs
/// however many threads there are. A watchdog sees an execution that does not end.
/// </summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, long executions, int seed, int threads)
{
    /// <summary>No input takes a second; a build server may stop for a few.</summary>
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(10);

    private readonly Slot[] _slots = [.. Enumerable.Range(0, threads).Select(_ => new Slot())];
    private readonly long[] _done = new long[targets.Count];
    private readonly long[] _busy = new long[targets.Count];
    private List<Batch> _batches = [];
    private int _next = -1;
    private string? _finding;

    public FuzzOutcome Run()
    {
        long start = Stopwatch.GetTimestamp();
        _batches = Batches();
        Thread[] workers = Array.ConvertAll(_slots, slot => new Thread(() => WorkOrTell(slot), 4 << 20) { IsBackground = true });
        Array.ForEach(workers, worker => worker.Start());
        while (!Array.TrueForAll(workers, worker => worker.Join(100)))
        {
            foreach (Slot slot in _slots)
            {
                // A thread that hangs cannot be stopped; it is left behind.
                if (slot.Hangs(_hang) is { } hanging)
                {
                    return Outcome(start, $"{hanging.Target.Name} does not end\nas found, {hanging.Input.Length} octets: {Convert.ToBase64String(hanging.Input)}");
                }
            }
        }

        return Outcome(start, _finding);
    }

    private FuzzOutcome Outcome(long start, string? finding) => new(
        _done.Sum(),
        [.. targets.Select((target, i) => (target.Name, _done[i], TimeSpan.FromTicks(_busy[i])))],
        Stopwatch.GetElapsedTime(start),
        finding);

    private List<Batch> Batches()
    {
        var batches = new List<Batch>();
        double all = targets.Sum(target => target.Share);
        for (int i = 0; i < targets.Count; i++)
        {
            long wanted = (long)Math.Ceiling(executions * targets[i].Share / all);
            long size = Math.Clamp(wanted / 64, 25, 5000);
            for (int number = 0; wanted > 0; number++, wanted -= size)
            {
                batches.Add(new Batch(i, number, (int)Math.Min(size, wanted)));
            }
        }

        // Short ones last, so that no thread is left alone with a long one.
        return [.. batches.OrderBy(batch => batch.Number)];
    }

    private void WorkOrTell(Slot slot)
    {
        try
        {
            Work(slot);
        }
        catch (Exception e)
        {
            // A fault of the run itself: no thread may take the test runner with it.
            Interlocked.CompareExchange(ref _finding, $"The run failed: {e}", null);
        }
    }

    private void Work(Slot slot)
    {
        while (_finding is null && Interlocked.Increment(ref _next) is int at && at < _batches.Count)
        {
            Batch batch = _batches[at];
            FuzzTarget target = targets[batch.Target];
            TimeSpan start = ThreadClock.Now;
            Func<byte[]> inputs = target.Inputs(unchecked((seed * 486187739) + (batch.Target * 1000003) + batch.Number));
            for (int i = 0; i < batch.Count && _finding is null; i++)
            {
                // The seeds themselves hold the invariants too.
                int index = (batch.Number * batch.Count) + i;
                byte[] input = index < target.Seeds.Count ? target.Seeds[index] : inputs();
                slot.Begin(target, input);
                string? fault = Execution.Fault(target, input, out Exception? exception);
                slot.End();
                if (fault is not null)
                {
                    string origin = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, batch {batch.Number}, execution {i}");
                    Interlocked.CompareExchange(ref _finding, Execution.Describe(target, fault, exception, input, origin), null);
                    return;
                }

                Interlocked.Increment(ref _done[batch.Target]);
            }

            Interlocked.Add(ref _busy[batch.Target], (ThreadClock.Now - start).Ticks);
        }
    }

    private sealed record Batch(int Target, int Number, int Count);

    /// <summary>What a thread is at.</summary>
    private sealed class Slot
    {
        private readonly Lock _lock = new();
        private FuzzTarget? _target;
        private byte[] _input = [];
        private long _since;

        public void Begin(FuzzTarget target, byte[] input)
        {
            lock (_lock)
            {
                (_target, _input, _since) = (target, input, Stopwatch.GetTimestamp());
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _target = null;
            }
        }

        public (FuzzTarget Target, byte[] Input)? Hangs(TimeSpan limit)
        {
            lock (_lock)
            {
                return _target is not null && Stopwatch.GetElapsedTime(_since) > limit ? (_target, _input) : null;
            }
        }
    }
}
