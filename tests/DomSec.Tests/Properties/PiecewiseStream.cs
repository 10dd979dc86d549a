namespace DomSec.Tests.Properties;

/// <summary>Gives its octets in pieces of the sizes wanted, seekable or not.</summary>
internal sealed class PiecewiseStream : Stream
{
    private readonly byte[] _octets;
    private readonly Func<int> _nextSize;
    private readonly bool _canSeek;
    private int _position;

    public PiecewiseStream(byte[] octets, Func<int> nextSize, bool canSeek)
    {
        _octets = octets;
        _nextSize = nextSize;
        _canSeek = canSeek;
    }

    public override bool CanRead => true;

    public override bool CanSeek => _canSeek;

    public override bool CanWrite => false;

    public override long Length => _canSeek ? _octets.Length : throw new NotSupportedException();

    public override long Position
    {
        get => _canSeek ? _position : throw new NotSupportedException();
        set => _position = _canSeek ? (int)value : throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int take = Math.Min(Math.Min(buffer.Length, Math.Max(1, _nextSize())), _octets.Length - _position);
        _octets.AsSpan(_position, take).CopyTo(buffer);
        _position += take;
        return take;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
