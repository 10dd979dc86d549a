namespace DomSec.Providers;

/// <summary>A stream in memory that moves to a file of its own once it grows beyond a threshold.</summary>
internal sealed class SpoolStream(int memoryBytes, string folder) : Stream
{
    private const int FileBufferBytes = 64 << 10;

    private Stream _inner = new MemoryStream();
    private bool _disposed;

    /// <summary>The file's path once there is one; for tests.</summary>
    public string? FilePath { get; private set; }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => !_disposed;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => _inner.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value)
    {
        MoveIfBeyond(value);
        _inner.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        MoveIfBeyond(_inner.Position + buffer.Length);
        _inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        MoveIfBeyond(_inner.Position + buffer.Length);
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void MoveIfBeyond(long length)
    {
        if (length <= memoryBytes || FilePath is not null)
        {
            return;
        }

        FileStream file = Open(Path.Combine(folder, $"domsec-{Guid.NewGuid():N}.spool"));
        try
        {
            long position = _inner.Position;
            _inner.Position = 0;
            _inner.CopyTo(file);
            file.Position = position;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _inner.Dispose();
        _inner = file;
        FilePath = file.Name;
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, // never a file or link that somebody else has put there
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = FileBufferBytes,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path); // the open file lives on without a name, and nothing stays behind even if the process is killed
        return file;
    }
}
