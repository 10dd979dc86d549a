using DomSec.Ber;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Tests.Mime;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Layers;

public sealed class MessageSourceTests
{
    private static readonly byte[] _octets = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 & 0xFF))];

    [Fact]
    public async Task Memory_is_read_in_place_from_where_it_stood()
    {
        using var stream = new MemoryStream();
        stream.Write(_octets);
        stream.Position = 1000;
        using MessageSource source = await OpenAsync(stream);
        Assert.Equal(_octets.Length, stream.Position);
        await ReadTwiceAsync(source, 1000);
    }

    [Fact]
    public async Task Memory_that_stands_behind_its_end_is_empty()
    {
        using var stream = new MemoryStream();
        stream.Write(_octets);
        stream.Position = _octets.Length + 10;
        using MessageSource source = await OpenAsync(stream);
        Assert.Equal(0, source.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(299_999)]
    [InlineData(300_000)]
    public async Task A_seekable_stream_is_read_twice_from_where_it_stood_and_stays_open(int start)
    {
        using var stream = new PiecewiseStream(_octets, () => 7777, canSeek: true);
        stream.Position = start;
        using (MessageSource source = await OpenAsync(stream))
        {
            await ReadTwiceAsync(source, start);
        }

        stream.Position = 0;
        Assert.Equal(1, stream.Read(new byte[1]));
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_spooled_from_where_it_stood()
    {
        var spool = new CountingSpool();
        using var stream = new PiecewiseStream(_octets, () => 5555, canSeek: false);
        Assert.Equal(1, stream.Read(new byte[1]));
        using (MessageSource source = await MessageSource.OpenAsync(stream, spool, DomSecLimits.Default, CancellationToken.None))
        {
            await ReadTwiceAsync(source, 1);
            Assert.Equal((1, 0), (spool.Created, spool.Disposed));
        }

        Assert.Equal((1, 1), (spool.Created, spool.Disposed));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Spooling_stops_soon_behind_the_limit()
    {
        var spool = new CountingSpool();
        using var stream = new PiecewiseStream(_octets, () => 1000, canSeek: false);
        using MessageSource source = await MessageSource.OpenAsync(stream, spool, DomSecLimits.Default with { MaxMessageBytes = 10_000 }, CancellationToken.None);
        Assert.InRange(source.Length, 10_001, 11_000);
    }

    [Fact]
    public async Task A_source_that_breaks_removes_what_was_spooled()
    {
        var spool = new CountingSpool();
        int reads = 0;
        using var stream = new PiecewiseStream(_octets, () => ++reads == 3 ? throw new IOException("broken") : 1000, canSeek: false);
        await Assert.ThrowsAsync<IOException>(() => MessageSource.OpenAsync(stream, spool, DomSecLimits.Default, CancellationToken.None).AsTask());
        Assert.Equal((1, 1), (spool.Created, spool.Disposed));
    }

    [Fact]
    public async Task Another_door_reads_it_as_a_stream_and_may_dispose_that()
    {
        using var seekable = new PiecewiseStream(_octets, () => 5000, canSeek: true);
        seekable.Position = 10;
        foreach (MessageSource source in new[] { new MessageSource(_octets.AsMemory(10)), await OpenAsync(seekable) })
        {
            using (source)
            {
                for (int i = 0; i < 2; i++)
                {
                    using Stream again = source.OpenRead();
                    using MessageSource inner = await OpenAsync(again);
                    var recorder = new Recorder();
                    await inner.PumpAsync(recorder, afterChunk: null, CancellationToken.None);
                    Assert.True(_octets.AsSpan(10).SequenceEqual(recorder.Octets));
                }
            }
        }
    }

    [Fact]
    public async Task Pumping_ends_early_and_is_cancelled_on_request()
    {
        using var source = new MessageSource(_octets);
        var recorder = new Recorder();
        int chunks = 0;
        await source.PumpAsync(
            recorder,
            _ =>
            {
                chunks++;
                return ValueTask.CompletedTask;
            },
            CancellationToken.None,
            until: () => chunks == 1);
        Assert.Equal((1, 1), (chunks, recorder.Completions));
        Assert.InRange(recorder.Octets.Length, 1, _octets.Length - 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.PumpAsync(new Recorder(), afterChunk: null, new CancellationToken(canceled: true)).AsTask());
    }

    private static ValueTask<MessageSource> OpenAsync(Stream stream) => MessageSource.OpenAsync(stream, new SystemSpool(), DomSecLimits.Default, CancellationToken.None);

    private static async Task ReadTwiceAsync(MessageSource source, int start)
    {
        Assert.Equal(_octets.Length - start, source.Length);
        for (int i = 0; i < 2; i++)
        {
            var recorder = new Recorder();
            await source.PumpAsync(recorder, afterChunk: null, CancellationToken.None);
            Assert.True(_octets.AsSpan(start).SequenceEqual(recorder.Octets));
            Assert.Equal(1, recorder.Completions);
        }
    }

    private sealed class CountingSpool : ISpool
    {
        public int Created { get; private set; }

        public int Disposed { get; private set; }

        public Stream Create()
        {
            Created++;
            return new CountedStream(this);
        }

        private sealed class CountedStream(CountingSpool owner) : MemoryStream
        {
            protected override void Dispose(bool disposing)
            {
                owner.Disposed++;
                base.Dispose(disposing);
            }
        }
    }
}
