using System.Buffers;
using System.Runtime.InteropServices;
using DomSec.Ber;
using DomSec.Providers;

namespace DomSec.Layers;

/// <summary>A message that can be read more than once: memory, a seekable stream from where it stood, or a spooled one.</summary>
internal sealed class MessageSource : IDisposable
{
    private const int ChunkBytes = 96 << 10;

    /// <summary>Octets read at once: a file is read on another thread, and going there and back costs as much as working on some ten kilobytes.</summary>
    private const int ReadBytes = 4 * ChunkBytes;

    private readonly Stream? _stream;
    private readonly long _start;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly bool _owned;

    private MessageSource(Stream stream, bool owned)
    {
        _stream = stream;
        _start = stream.Position;
        _owned = owned;
    }

    public MessageSource(ReadOnlyMemory<byte> memory) => _memory = memory;

    /// <summary>Octets from the start to the end.</summary>
    public long Length => _stream is null ? _memory.Length : Math.Max(0, _stream.Length - _start);

    public static async ValueTask<MessageSource> OpenAsync(Stream stream, ISpool spool, DomSecLimits limits, CancellationToken ct)
    {
        if (stream is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> segment))
        {
            var source = new MessageSource(segment.AsMemory((int)Math.Min(memory.Position, memory.Length)));
            memory.Position = memory.Length;
            return source;
        }

        if (stream.CanSeek)
        {
            return new MessageSource(stream, owned: false);
        }

        // As received, never decrypted; one octet beyond the limit is enough for the reader to refuse.
        Stream spooled = spool.Create();
        try
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
            int read;
            while (spooled.Length <= limits.MaxMessageBytes && (read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                await spooled.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
            }

            ArrayPool<byte>.Shared.Return(buffer);
            spooled.Position = 0;
            return new MessageSource(spooled, owned: true);
        }
        catch
        {
            await spooled.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A stream over the whole message, for another door; disposing it leaves the source as it is.</summary>
    public Stream OpenRead()
    {
        if (_stream is null)
        {
            return MemoryMarshal.TryGetArray(_memory, out ArraySegment<byte> segment)
                ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false, publiclyVisible: true)
                : new MemoryStream(_memory.ToArray(), writable: false);
        }

        _stream.Position = _start;
        return new Borrowed(_stream);
    }

    /// <summary>Pushes the whole message and completes the sink; <paramref name="afterChunk"/> runs between chunks, to drain what was produced; <paramref name="until"/> ends it early.</summary>
    public async ValueTask PumpAsync(OctetSink sink, Func<CancellationToken, ValueTask>? afterChunk, CancellationToken ct, Func<bool>? until = null)
    {
        if (_stream is null)
        {
            for (ReadOnlyMemory<byte> rest = _memory; !rest.IsEmpty && until?.Invoke() != true;)
            {
                ct.ThrowIfCancellationRequested();
                int take = Math.Min(rest.Length, ChunkBytes);
                sink.Write(rest.Span[..take]);
                rest = rest[take..];
                if (afterChunk is not null)
                {
                    await afterChunk(ct).ConfigureAwait(false);
                }
            }
        }
        else
        {
            _stream.Position = _start;
            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(Length, 4096, until is null ? ReadBytes : 16 << 10));
            try
            {
                int read;
                while (until?.Invoke() != true && (read = await _stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
                {
                    for (int at = 0; at < read; at += ChunkBytes)
                    {
                        sink.Write(buffer.AsSpan(at, Math.Min(ChunkBytes, read - at)));
                        if (afterChunk is not null)
                        {
                            await afterChunk(ct).ConfigureAwait(false);
                        }
                    }
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        sink.Complete();
    }

    public void Dispose()
    {
        if (_owned)
        {
            _stream!.Dispose();
        }
    }

    /// <summary>Forwards everything but disposal.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
