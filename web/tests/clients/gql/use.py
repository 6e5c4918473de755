"""gql over HTTP and over WebSockets, with each of its transports."""

import asyncio
import sys

from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

SIGN_IN = "mutation SignIn($input: LoginInput!) { login(input: $input) { token errors { code } } }"
ME = gql("{ me { email } }")
USERS = gql("{ users { nodes { id } } }")
SIGNALS = gql('subscription { accountSignals(after: "0") { cursor name } }')


async def main(url: str, email: str, password: str) -> None:
    for transport in (AIOHTTPTransport, HTTPXAsyncTransport):
        token = await over_http(transport, f"{url}/graphql", email, password)
    socket = f"{url.replace('http', 'ws', 1)}/graphql"
    for transport in (AIOHTTPWebsocketsTransport, WebsocketsTransport):
        await over_websocket(transport, socket, email, token)


async def over_http(transport, url: str, email: str, password: str) -> str:
    # The client validates documents with the schema that it reads from the server.
    async with Client(transport=transport(url=url), fetch_schema_from_transport=True) as session:
        refused = await session.execute(sign_in(email, "not the password"))
        assert refused["login"] == {"token": None, "errors": [{"code": "INVALID_CREDENTIALS"}]}, refused
        login = await session.execute(sign_in(email, password))
        token = login["login"]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with Client(transport=transport(url=url, headers=headers)) as session:
        assert await session.execute(ME) == {"me": {"email": email}}
        try:
            await session.execute(USERS)
            raise AssertionError("a member lists accounts")
        except TransportQueryError as error:
            assert error.errors[0]["extensions"]["code"] == "FORBIDDEN", error
    return token


def sign_in(email: str, password: str) -> GraphQLRequest:
    return GraphQLRequest(SIGN_IN, variable_values={"input": {"email": email, "password": password}})


async def over_websocket(transport, url: str, email: str, token: str) -> None:
    payload = {"authorization": f"Bearer {token}"}
    async with Client(transport=transport(url=url, init_payload=payload)) as session:
        assert await session.execute(ME) == {"me": {"email": email}}
        names = []
        async for data in session.subscribe(SIGNALS):
            names.append(data["accountSignals"]["name"])
            if len(names) == 3:
                break
        assert len(names) == 3, names
        print(transport.__name__, "speaks", session.transport.subprotocol)


asyncio.run(main(*sys.argv[1:]))
