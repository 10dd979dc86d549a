namespace DomSec.Ldap.Protocol;

/// <summary>
/// Cuts a stream into LDAP messages. The buffer grows with what has arrived and never by what a length claims, so that a server cannot
/// make the gateway allocate what it does not send.
/// </summary>
internal sealed class LdapFrameReader(Stream stream, int maxMessageBytes)
{
    private const int InitialBytes = 16 * 1024;
    private const int MaxLengthOctets = 4;
    private const byte SequenceTag = 0x30;

    private byte[] _buffer = new byte[InitialBytes];
    private int _start;
    private int _end;

    /// <summary>Whether something has been read that no message was cut from.</summary>
    public bool HasLeftover => _end > _start;

    /// <summary>The next message with its header; null when the stream ended between messages. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            if (Measure(_buffer.AsSpan(_start, _end - _start)) is { } length)
            {
                var frame = new ReadOnlyMemory<byte>(_buffer, _start, length);
                _start += length;
                return frame;
            }

            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
            if (read == 0)
            {
                return HasLeftover ? throw new LdapFaultException("the server closed the connection within a message") { ConnectionLost = true } : null;
            }

            _end += read;
        }
    }

    /// <summary>The length of the message that the octets begin with, or null when it is not all there yet.</summary>
    private int? Measure(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return null;
        }

        // RFC 4511 section 4.1.1: every message is a SEQUENCE; whatever begins otherwise is no LDAP.
        if (octets[0] != SequenceTag)
        {
            throw LdapReader.Malformed("a message does not begin as one");
        }

        if (octets.Length < 2)
        {
            return null;
        }

        int header = 2;
        long content = octets[1];
        if (content >= 0x80)
        {
            int count = octets[1] & 0x7F;
            if (count == 0)
            {
                throw LdapReader.Malformed("a length is indefinite, which LDAP forbids");
            }

            // Active Directory always writes four octets, so leading zeros are no fault.
            if (count > MaxLengthOctets)
            {
                throw LdapReader.Malformed("a message claims to be larger than 4 GiB");
            }

            header += count;
            if (octets.Length < header)
            {
                return null;
            }

            content = 0;
            foreach (byte octet in octets[2..header])
            {
                content = (content << 8) | octet;
            }
        }

        if (content > maxMessageBytes)
        {
            throw new LdapFaultException($"the server announced a message of {content} octets; {maxMessageBytes} are allowed");
        }

        int total = header + (int)content;
        return octets.Length < total ? null : total;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
