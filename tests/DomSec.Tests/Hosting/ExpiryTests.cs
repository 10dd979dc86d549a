using System.Diagnostics.Metrics;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Hosting;

/// <summary>What is about to end is told in time, once, by a timer alone.</summary>
[Trait("Requirement", "SEC-KEY-01")]
public sealed class ExpiryTests
{
    private static readonly DateTimeOffset End = TestDoors.Now.AddDays(40);
    private readonly FakeTimeProvider _time = new(TestDoors.Now);
    private readonly List<ExpiryNotice> _told = [];
    private readonly TestDoors.ListLog _log = new();

    [Fact]
    public void Each_threshold_is_told_once_and_the_end_itself()
    {
        using DomSecCommunity doors = Open(Issue(TestCa.DefaultNotBefore, End, "a"));
        Assert.Empty(_told);
        _time.Advance(TimeSpan.FromDays(10));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromDays(30), Assert.Single(_told).Threshold);
        for (int hour = 0; hour < 40 * 24; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([30.0, 14, 7, 1, 0], _told.Select(notice => notice.Threshold!.Value.TotalDays));
        Assert.All(_told, notice => Assert.Equal((ExpirySubject.OwnIdentity, TestDoors.Acme, DomainRole.DomainSigning), (notice.Forecast.Subject, notice.Forecast.Domain, notice.Forecast.Role)));
        Assert.Equal(4, _log.Lines.Count(line => line.StartsWith("Warning 20:", StringComparison.Ordinal)));
        Assert.Single(_log.Lines, line => line.StartsWith("Error 21:", StringComparison.Ordinal));
    }

    [Fact]
    public void Staged_successor_silences_it_unless_the_overlap_is_short()
    {
        using (Open(Issue(TestCa.DefaultNotBefore, End, "a"), Issue(End.AddDays(-5), TestCa.DefaultNotAfter, "b")))
        {
            _time.Advance(TimeSpan.FromDays(50));
            Assert.Empty(_told);
        }

        _time.SetUtcNow(TestDoors.Now.AddDays(60));
        using (Open(Issue(TestCa.DefaultNotBefore, TestDoors.Now.AddDays(100), "a"), Issue(TestDoors.Now.AddDays(95).AddSeconds(1), TestCa.DefaultNotAfter, "b")))
        {
            Assert.Null(Assert.Single(_told).Threshold);
            Assert.Contains(_log.Lines, line => line.StartsWith("Warning 22:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Gauge_says_the_seconds_left()
    {
        using DomSecCommunity doors = Open(Issue(TestCa.DefaultNotBefore, End, "a"));
        double? seconds = null;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument is { Name: "domsec.expiry", Meter.Name: "DomSec" }) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => Equals(tag.Value, "OwnIdentity")) && value == TimeSpan.FromDays(40).TotalSeconds)
            {
                seconds = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(TimeSpan.FromDays(40).TotalSeconds, seconds);
    }

    [Fact]
    public void Observer_that_throws_harms_nothing()
    {
        var memory = new MemoryCommunity();
        memory.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Issue(TestCa.DefaultNotBefore, TestDoors.Now.AddDays(1), "a").Certificate));
        using var doors = DomSecCommunity.Create(memory, memory, memory, memory, new() { TimeProvider = _time, LoggerFactory = _log, ExpiryObserver = _ => throw new InvalidOperationException("host") });
        Assert.Contains(_log.Lines, line => line.StartsWith("Error 23:", StringComparison.Ordinal));
    }

    private static TestIdentity Issue(DateTimeOffset from, DateTimeOffset to, string key) => TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape => (shape.NotBefore, shape.NotAfter, shape.KeyName) = (from, to, "expiry/" + key));

    private DomSecCommunity Open(params TestIdentity[] identities)
    {
        _told.Clear();
        var memory = new MemoryCommunity();
        memory.AddAnchor(TestCa.Shared.Certificate);
        foreach (TestIdentity identity in identities)
        {
            memory.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new SoftwareSigningKey(identity.Certificate));
        }

        return DomSecCommunity.Create(memory, memory, memory, memory, new() { TimeProvider = _time, LoggerFactory = _log, ExpiryObserver = _told.Add });
    }
}
