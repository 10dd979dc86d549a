namespace DomSec.Tests.Signing;

/// <summary>A stream that can do as little as a pipe: forward reading of what it was made over, or forward writing, counted.</summary>
internal sealed class OddStream(byte[]? source = null) : Stream
{
    private readonly MemoryStream _octets = source is null ? new MemoryStream() : new MemoryStream(source, writable: false);

    public int Writes { get; private set; }

    /// <summary>Runs before every read.</summary>
    public Action? OnRead { get; init; }

    public override bool CanRead => source is not null;

    public override bool CanSeek => false;

    public override bool CanWrite => source is null;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => _octets.ToArray();

    public override int Read(byte[] buffer, int offset, int count)
    {
        OnRead?.Invoke();
        return _octets.Read(buffer, offset, Math.Min(count, 1000));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        return _octets.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Writes++;
        _octets.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        return _octets.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _octets.Dispose();
        base.Dispose(disposing);
    }
}
